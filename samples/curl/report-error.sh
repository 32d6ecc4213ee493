#!/bin/sh
# Reports an error from a shell. usage: report-error.sh URL SERVER_NAME ERROR_TYPE MESSAGE < stack-trace.txt
# With OPSFLOW_WEBHOOK_SECRET the report is signed. What OpsFlow does not take is sent again with the same id, so that it
# is counted once: 1, 2, 4 ... seconds apart, 10 times in all.
set -eu
url=$1
id=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
body=$(python3 -c '
import json, socket, sys, urllib.parse
url, name, kind, message = sys.argv[1:5]
place = urllib.parse.urlsplit(url)
probe = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
try:
    probe.connect((place.hostname, place.port or 80))
    address = probe.getsockname()[0]
except OSError:
    address = None
print(json.dumps({"serverName": name, "serverIp": address, "errorType": kind, "message": message,
                  "stackTrace": sys.stdin.read()}))' "$url" "$2" "$3" "$4")
attempt=1
while :; do
  # Standard Webhooks: the id stays when a report is sent again, the time is that of the attempt.
  timestamp=$(date +%s)
  set -- -H "webhook-id: $id" -H "webhook-timestamp: $timestamp"
  if [ -n "${OPSFLOW_WEBHOOK_SECRET:-}" ]; then
    case $OPSFLOW_WEBHOOK_SECRET in
      whsec_*) key=$(printf %s "${OPSFLOW_WEBHOOK_SECRET#whsec_}" | openssl base64 -d -A | od -An -v -tx1 | tr -d ' \n') ;;
      *) key=$(printf %s "$OPSFLOW_WEBHOOK_SECRET" | od -An -v -tx1 | tr -d ' \n') ;;
    esac
    signature=$(printf '%s.%s.%s' "$id" "$timestamp" "$body" |
      openssl dgst -sha256 -mac HMAC -macopt "hexkey:$key" -binary | openssl base64 -A)
    set -- "$@" -H "webhook-signature: v1,$signature"
  fi
  status=$(printf %s "$body" | curl --silent --output /dev/null --write-out '%{http_code}' --max-time 5 "$@" \
    -H 'Content-Type: application/json' --data-binary @- "$url/api/v1/webhook/error") || status=000
  case $status in
    2??) exit 0 ;;
    000 | 408 | 429 | 5??) ;;
    *) attempt=10 ;;
  esac
  if [ "$attempt" -ge 10 ]; then
    echo "The report was not sent: OpsFlow answered $status." >&2
    exit 1
  fi
  sleep $((1 << (attempt - 1) < 60 ? 1 << (attempt - 1) : 60))
  attempt=$((attempt + 1))
done
