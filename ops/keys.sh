#!/bin/sh
# Prints the secrets that compose.yaml needs: new ones each time. Keep what it printed, or nothing opens any more.
set -eu
random() { openssl rand -base64 32; }
word() { openssl rand -hex 24; }
echo "POSTGRES_PASSWORD=$(word)"
echo "GRAFANA_PASSWORD=$(word)"
echo "GRAFANA_DB_PASSWORD=$(word)"
echo "DOCUMENT_LINK_KEY=$(random)"
echo "DOCUMENT_MASTER_KEYS=$(date +%Y):$(random)"
echo "JWT_PRIVATE_KEY=\"$(openssl genpkey -algorithm ed25519)\""
