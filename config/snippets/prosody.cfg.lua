-- The gateway as a component of Prosody. The secret is xmpp.secret of the gateway's configuration.
component_interfaces = { "127.0.0.1" }
component_ports = { 5347 }

VirtualHost "example.org"
  disco_items = { { "rooms.example.org", "Rooms" } }

Component "rooms.example.org"
  component_secret = "replace-me"
  component_conflict_resolve = "kick_old"
