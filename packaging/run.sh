#!/usr/bin/env bash
# Installs what is missing, builds Easel, and opens the studio on the sample data. Without a display, or with --out, it does the
# main job by the command, from a file to an answer over HTTP, and keeps a picture of every view.
#   packaging/run.sh [--yes] [--out FOLDER]
set -euo pipefail
cd "$(dirname "$0")/.."
. packaging/setup.sh

ask=no
display="${DISPLAY:-}${WAYLAND_DISPLAY:-}"
out="$EASEL_ROOT/out/main-job"
while [ $# -gt 0 ]; do
  case "$1" in
    --yes|-y) ask=yes ;;
    --out) out="$2"; display=""; shift ;;
    --help|-h) sed -n '2,4s/^# \{0,1\}//p' "$0"; exit 0 ;;
    *) echo "run.sh: there is no option '$1'. Try --help." >&2; exit 2 ;;
  esac
  shift
done

easel_install_missing "$ask"
easel_build release --target easel --target easel-studio
studio="$EASEL_ROOT/build/release/app/studio/easel-studio"
easel="$EASEL_ROOT/build/release/app/cli/easel"
sample="$EASEL_ROOT/resources/samples/telco_churn.csv"

mkdir -p "$out"
if [ -n "$display" ]; then
  if [ -e "$out/sample/telco_churn.easel" ]; then
    exec "$studio" "$out/sample/telco_churn.easel"
  fi
  mkdir -p "$out/sample"
  cp "$sample" "$out/sample/"
  exec "$studio" "$out/sample/telco_churn.csv"
fi
project="$out/churn.easel"
[ -e "$project" ] && "$easel" stop "$project" churn >/dev/null 2>&1 || true
rm -f "$project" "$project"-*
step() { printf '\n== %s\n' "$*"; }

step "Import telco_churn.csv"
"$easel" import "$project" "$sample" | head -n 1
step "Look at every column"
"$easel" profile "$project" telco_churn --json > "$out/profile.json"
"$easel" profile "$project" telco_churn | head -n 8
step "Prepare: total_charges has missing values; fill them, and keep a mark"
"$easel" step "$project" telco_churn fill_missing --set columns=total_charges --set method=median --set indicator=true | head -n 1
step "Prepare: what a customer paid per month so far"
"$easel" step "$project" telco_churn derive_column --set name=paid_per_month --set 'formula=total_charges / max(tenure, 1)' | head -n 1
step "Compare models for up to a minute"
"$easel" automl "$project" telco_churn --target churn --budget 60s --json > "$out/automl.json"
best=$(sed -n 's/.*"best":"\([^"]*\)".*/\1/p' "$out/automl.json")
echo "The best is $best"
step "Why does it answer as it does?"
"$easel" explain "$project" "$best" telco_churn --rows 500 | head -n 8
step "Register, approve, write the card"
"$easel" register "$project" "$best" --group churn --note "Sample run"
"$easel" approve "$project" churn@1 --note "Looks right"
"$easel" card "$project" churn@1 --set "description=Tells which customers of a telecom firm are likely to leave." \
  --set "owner=Customer care" --set "purpose=Call those first who are likely to leave." \
  --set "intended_uses=Ranking customers for a call. Not for prices or contracts." \
  --set risk_rating=Low --set "caveats=Trained on one vendor's sample." --out "$out/card.pdf"
"$easel" card "$project" churn@1 --out "$out/card.html" >/dev/null
"$easel" card "$project" churn@1 --out "$out/card.json" >/dev/null
step "Deploy on this computer"
"$easel" deploy "$project" churn@1 --name churn --json > "$out/endpoint.json"
chmod 600 "$out/endpoint.json"
url=$(sed -n 's/.*"url":"\([^"]*\)".*/\1/p' "$out/endpoint.json")
key=$(sed -n 's/.*"key":"\([^"]*\)".*/\1/p' "$out/endpoint.json")
echo "It answers at $url"
step "Ask it about the first three customers"
head -n 4 "$sample" | curl -sS --fail-with-body "$url/invocations" -H "Authorization: Bearer $key" -H 'Content-Type: text/csv; header=present' \
  -H 'Accept: application/json' --data-binary @- | tee "$out/answer.json"
echo
"$easel" stop "$project" churn
step "Keep a picture of every view"
for theme in light dark; do
  QT_QPA_PLATFORM=offscreen "$studio" --tour "$out/pictures/$theme" --theme "$theme"
done

cat <<END

Everything is in $out:
  churn.easel    the project          automl.json   the comparison
  card.pdf       the model card       card.html, card.json
  profile.json   the columns          answer.json   the endpoint's answer
  pictures       the studio's views, light and dark
Go on with: $easel --help
END
