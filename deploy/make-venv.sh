# Makes the project-local virtual environment. Debian splits venv off python3: add it when we may.
set -eu
python=$1
venv=$2
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
    echo "Cần Python 3.11 trở lên (đang có: $("$python" --version)). Python 3.11 or newer is needed." >&2
    exit 1
}
"$python" -m venv "$venv" 2>/dev/null && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    apt-get update -qq && apt-get install -y -qq python3-venv >/dev/null
    exec "$python" -m venv "$venv"
fi
echo "Thiếu mô-đun venv. Hãy chạy: sudo apt install python3-venv" >&2
exit 1
