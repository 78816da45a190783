/** What the test homeserver is told: loopback only, no federation, no rate limits, users by shared secret. */
export function homeserverYaml(o: {
  directory: string;
  port: number;
  secret: string;
  serverName: string;
  registrations: readonly string[];
}): string {
  return `
server_name: "${o.serverName}"
pid_file: ${o.directory}/homeserver.pid
public_baseurl: "http://127.0.0.1:${o.port}/"
listeners:
  - bind_addresses: ["127.0.0.1"]
    port: ${o.port}
    type: http
    tls: false
    x_forwarded: false
    resources:
      - names: [client]
        compress: false
database:
  name: sqlite3
  args:
    database: ${o.directory}/homeserver.db
log_config: "${o.directory}/log.yaml"
media_store_path: ${o.directory}/media_store
enable_registration: false
registration_shared_secret: "${o.secret}"
report_stats: false
macaroon_secret_key: "macaroon"
form_secret: "form"
signing_key_path: "${o.directory}/signing.key"
trusted_key_servers: []
suppress_key_server_warning: true
federation_domain_whitelist: []
allow_public_rooms_over_federation: false
url_preview_enabled: false
presence: {enabled: true}
bcrypt_rounds: 4
max_upload_size: 50M
app_service_config_files: ${JSON.stringify(o.registrations)}
track_appservice_user_ips: false
${unlimited}
`;
}

const unlimited = `
rc_message: &a {per_second: 100000, burst_count: 100000}
rc_registration: *a
rc_registration_token_validity: *a
rc_login: {address: *a, account: *a, failed_attempts: *a}
rc_admin_redaction: *a
rc_joins: {local: *a, remote: *a}
rc_joins_per_room: *a
rc_3pid_validation: *a
rc_invites: {per_room: *a, per_user: *a, per_issuer: *a}
rc_third_party_invite: *a
rc_media_create: *a
rc_presence: {per_user: *a}
rc_delayed_event_mgmt: *a
rc_room_creation: *a
rc_reports: *a
rc_user_directory: *a
`;

export function logYaml(file: string): string {
  return `
version: 1
formatters:
  precise: {format: "%(asctime)s %(levelname)s %(name)s %(message)s"}
handlers:
  file: {class: logging.FileHandler, formatter: precise, filename: ${file}}
root: {level: WARNING, handlers: [file]}
disable_existing_loggers: false
`;
}
