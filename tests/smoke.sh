#!/usr/bin/env bash
# The smoke test: a ticket's life against a running service, with curl alone. It adds one ticket and changes nothing else.
#
#   tests/smoke.sh http://localhost:8000
#
# The accounts are the demo ones unless SMOKE_USER, SMOKE_PASSWORD, SMOKE_ADMIN and SMOKE_ADMIN_PASSWORD say otherwise.
# The service has SMOKE_SECONDS (60) to come up. One line per check; the first that fails ends the run.
set -uo pipefail

if [ $# -ne 1 ]; then
    echo "usage: $0 BASE_URL, such as http://localhost:8000" >&2
    exit 2
fi
api="${1%/}/api"
user="${SMOKE_USER:-user}" user_password="${SMOKE_PASSWORD:-password}"
admin="${SMOKE_ADMIN:-admin}" admin_password="${SMOKE_ADMIN_PASSWORD:-password}"

folder="$(mktemp -d)" || exit 1
trap 'rm -rf "$folder"' EXIT

# ask TOKEN CURL-ARGUMENTS… puts the answer into $status and $body; "" sends no token.
ask() {
    local token="$1"
    shift
    if [ -n "$token" ]; then set -- --header "Authorization: Bearer $token" "$@"; fi
    : >"$folder/body"
    # A proxy set for the machine is none for the machine itself.
    if ! status="$(curl --silent --show-error --max-time 30 --noproxy "localhost,127.0.0.1,::1,${no_proxy:-}" \
        --output "$folder/body" --write-out '%{http_code}' "$@" 2>"$folder/error")"; then
        status="no answer"
    fi
    body="$(cat "$folder/error" "$folder/body" | tr -d '\0')"
}

json() { ask "$1" --request "$2" --header 'Content-Type: application/json' --data "$4" "$api$3"; }

failed() {
    echo "FAILED $1: got $status ${body:0:600}"
    exit 1
}

# expect STATUS TEXT [PATTERN]: the last answer has this status, and the extended regular expression matches its body.
expect() {
    if [ "$status" = "$1" ] && { [ $# -lt 3 ] || [[ $body =~ $3 ]]; }; then
        echo "ok     $2"
    else
        failed "$2, expected $1${3:+ and $3}"
    fi
}

quoted() { # the JSON string for $1
    local text="${1//\\/\\\\}"
    printf '"%s"' "${text//\"/\\\"}"
}

wait_for_health() {
    local deadline=$((SECONDS + ${SMOKE_SECONDS:-60}))
    while ask "" --max-time 5 "$api/health" && [ "$status" != 200 ] && ((SECONDS < deadline)); do sleep 0.5; done
    expect 200 "the service is healthy" '"status": ?"ok"'
}

sign_in() { # sign_in NAME PASSWORD ROLE puts the access token into $token
    json "" POST /auth/login "{\"username\": $(quoted "$1"), \"password\": $(quoted "$2")}"
    expect 200 "$1 signs in as $3" "\"role\": ?\"$3\""
    [[ $body =~ \"access\":\ ?\"([^\"]+)\" ]] || failed "an access token in the answer"
    token="${BASH_REMATCH[1]}"
}

base64 --decode >"$folder/screenshot.png" <<'PNG'
iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII=
PNG
printf 'MZ\220\000\003\000\000\000' >"$folder/tool.exe"
word="smoke$(date +%s)x$$x$RANDOM"

wait_for_health

ask "" "$api/tickets"
expect 401 "the list is closed without a token"
# Nobody's account, so that runs in a row never add up to too many failures of one.
json "" POST /auth/login "{\"username\": \"$word\", \"password\": \"$word\"}"
expect 401 "an unknown account is refused"

sign_in "$user" "$user_password" User
user_token="$token"
sign_in "$admin" "$admin_password" Admin
admin_token="$token"

ask "$user_token" "$api/auth/me"
expect 200 "the user is told who they are" "\"username\": ?$(quoted "$user")"

ask "$user_token" --form "title=Smoke test $word" --form 'description=Made by tests/smoke.sh.' --form 'category=Technical' \
    --form "attachment=@$folder/screenshot.png;type=image/png" "$api/tickets"
expect 201 "the user opens a ticket with a file" '"status": ?"New"'
[[ $body =~ \"attachment\":\ ?\"([^\"]+)\" ]] || failed "a link to the file in the answer"
link="${BASH_REMATCH[1]}"
[[ $body =~ \"id\":\ ?([0-9]+),\ ?\"title\" || $body =~ ^\{\"id\":\ ?([0-9]+) ]] || failed "the ticket's id in the answer"
id="${BASH_REMATCH[1]}"

ask "" "$link"
cmp --silent "$folder/screenshot.png" "$folder/body" || status="$status with other bytes"
expect 200 "the file comes back by its link, byte for byte"

ask "$user_token" --get --data-urlencode "search=$word" --data category=Technical --data status=New "$api/tickets"
expect 200 "search and filters find the ticket" "\"count\": ?1,.*\"id\": ?$id,"
ask "$user_token" --get --data-urlencode "search=$word" --data category=Financial "$api/tickets"
expect 200 "another category does not" '"count": ?0,'
ask "$user_token" "$api/tickets?pageSize=1"
expect 200 "the list has pages" '"results":'
ask "$user_token" "$api/tickets/$id"
expect 200 "the user reads the ticket" "\"title\": ?\"Smoke test $word\""

json "$user_token" POST "/tickets/$id/replies" '{"body": "It burns again."}'
expect 201 "the user replies" '"kind": ?"reply"'
json "$user_token" POST "/tickets/$id/notes" '{"body": "For administrators only."}'
expect 403 "the user may not write an internal note"
json "$admin_token" POST "/tickets/$id/notes" "{\"body\": \"Seen before: note$word.\"}"
expect 201 "the administrator does" '"kind": ?"note"'
ask "$user_token" "$api/tickets/$id/timeline"
if [[ $body == *"note$word"* ]]; then failed "the note kept from the user"; fi
expect 200 "the user's timeline has the reply alone" 'It burns again'

json "$user_token" PATCH "/tickets/$id" '{"assignee": "me"}'
expect 403 "the user may not assign it"
json "$admin_token" PATCH "/tickets/$id" '{"assignee": "me", "priority": "High"}'
expect 200 "the administrator takes it, with high priority" "\"assignee\": ?\{\"id\": ?[0-9]+, ?\"username\": ?$(quoted "$admin")"
ask "$admin_token" --get --data-urlencode "search=$word" --data assignee=me --data priority=High "$api/tickets"
expect 200 "their list has it" '"count": ?1,'
ask "$user_token" --get --data-urlencode "search=$word" "$api/tickets/export.csv"
expect 200 "the user's list is a file, too" "Smoke test $word"
ask "$user_token" "$api/categories"
expect 200 "categories are data" '"name": ?"Technical"'
json "$user_token" POST /views "{\"name\": \"$word\", \"query\": \"search=$word\"}"
expect 201 "the user saves a list" '"isShared": ?false'
[[ $body =~ \"id\":\ ?([0-9]+) ]] || failed "the list's id in the answer"
ask "$user_token" --request DELETE "$api/views/${BASH_REMATCH[1]}"
expect 204 "and deletes it"

json "$user_token" PATCH "/tickets/$id/status" '{"status": "Resolved"}'
expect 403 "the user may not change its status"
json "$admin_token" PATCH "/tickets/$id/status" '{"status": "Under Review"}'
expect 200 "the administrator takes it under review" '"status": ?"Under Review"'
json "$admin_token" PATCH "/tickets/$id/status" '{"status": "Resolved"}'
expect 200 "the administrator resolves it" '"status": ?"Resolved"'
json "$admin_token" PATCH "/tickets/$id/status" '{"status": "Closed"}'
expect 400 "an unknown status is refused" '"errors":'
ask "$user_token" "$api/tickets/$id"
expect 200 "the user sees it resolved" '"status": ?"Resolved"'

json "$user_token" POST /auth/backoffice '{}'
expect 403 "the user gets no link to the back office"
json "$admin_token" POST /auth/backoffice '{}'
expect 201 "the administrator does" '"url":'

json "$user_token" POST /tickets '{"title": "Smoke test", "description": "…", "category": "Weather"}'
expect 400 "an unknown category is refused" '"category":'
ask "$user_token" --form 'title=Smoke test' --form 'description=…' --form 'category=Technical' \
    --form "attachment=@$folder/tool.exe;type=image/png;filename=screenshot.png" "$api/tickets"
expect 415 "a program is refused, whatever it is called" '"attachment":'

for token in "$user_token" "$admin_token"; do
    json "$token" POST /auth/logout '{}'
    expect 204 "signing out works"
    ask "$token" "$api/auth/me"
    expect 401 "the token is worthless afterwards"
done
echo "All is well at $api."
