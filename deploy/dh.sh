#!/bin/sh
# Lệnh dunghan của người vận hành, với đúng người dùng, thư mục, cài đặt và điều bí mật của dịch vụ:
#   sudo install -m 755 deploy/dh.sh /usr/local/bin/dh
#   sudo dh plan load /opt/dunghan/plans/hong_bang.yaml
# Tệp mà lệnh ghi ra (--qr, --out) phải nằm trong /var/lib/dunghan: nơi duy nhất nó được ghi.
set -eu
exec systemd-run --quiet --collect --wait --pty --pipe \
    --property=DynamicUser=yes --property=User=dunghan --property=UMask=0077 \
    --property=StateDirectory=dunghan --property=StateDirectoryMode=0700 \
    --property=WorkingDirectory=/var/lib/dunghan \
    --property=LoadCredential=DUNGHAN:/etc/dunghan/secrets \
    --property=EnvironmentFile=-/etc/dunghan/dunghan.env \
    --setenv=DUNGHAN_DATA=/var/lib/dunghan --setenv=PYTHONDONTWRITEBYTECODE=1 \
    --setenv="DUNGHAN_LOCALE=${DUNGHAN_LOCALE:-vi}" \
    -- /opt/dunghan/.venv/bin/dunghan "$@"
