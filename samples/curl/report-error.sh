#!/bin/sh
# Reports an error from a shell. usage: report-error.sh URL SERVER_NAME ERROR_TYPE MESSAGE < stack-trace.txt
set -eu
trace=$(python3 -c 'import json,sys; print(json.dumps(sys.stdin.read()))')
text() { printf '%s' "$1" | python3 -c 'import json,sys; print(json.dumps(sys.stdin.read()))'; }
curl --fail --silent --show-error --max-time 5 "$1/api/v1/webhook/error" \
  -H 'Content-Type: application/json' \
  -d "{\"serverName\":$(text "$2"),\"serverIp\":\"127.0.0.1\",\"errorType\":$(text "$3"),\"message\":$(text "$4"),\"stackTrace\":$trace}"
echo
