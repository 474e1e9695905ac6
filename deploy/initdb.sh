#!/bin/sh
# Chạy một lần, khi PostgreSQL tạo cụm dữ liệu: tài khoản và cơ sở dữ liệu của bot, không phải tài khoản quản trị.
set -eu
psql --set ON_ERROR_STOP=1 --username "${POSTGRES_USER:-postgres}" --dbname postgres \
    --set password="$(cat /run/secrets/database_password)" <<'SQL'
CREATE ROLE dunghan LOGIN PASSWORD :'password';
CREATE DATABASE dunghan OWNER dunghan;
REVOKE ALL ON DATABASE dunghan FROM PUBLIC;
SQL
