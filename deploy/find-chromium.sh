# Prints the path of a Chromium for the page tests, or nothing where none can be had.
set -u
bin=$1
for name in chromium chromium-browser google-chrome-stable google-chrome; do
    command -v "$name" && exit 0
done
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    apt-get update -qq >&2 && apt-get install -y -qq chromium fonts-noto-core >/dev/null 2>&1
    command -v chromium && exit 0
fi
"$bin/playwright" install chromium >&2 2>&1 || exit 0
"$bin/python" -c 'from playwright.sync_api import sync_playwright as s
with s() as p: print(p.chromium.executable_path)'
