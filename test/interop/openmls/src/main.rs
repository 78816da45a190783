//! OpenMLS behind JSON lines (see json_lines.rs).

mod client;
#[path = "../../json_lines.rs"]
mod json_lines;
mod observer;
mod wire;

use std::collections::HashMap;

use client::Client;
use json_lines::{Failure, serve, text};
use observer::Observer;
use serde_json::{Value, json};

#[derive(Default)]
struct Peer {
    clients: HashMap<String, Client>,
    observers: HashMap<String, Observer>,
}

impl Peer {
    fn answer(&mut self, request: &Value) -> Result<Value, Failure> {
        let name = text(request, "client")?;
        match text(request, "op")? {
            "client" => {
                let client = Client::new(name, request)?;
                let reply = json!({ "signatureKey": hex::encode(client.signature_key()) });
                self.clients.insert(name.to_owned(), client);
                Ok(reply)
            }
            "forget" => {
                self.clients.remove(name);
                self.observers.remove(name);
                Ok(Value::Null)
            }
            "observe" => {
                self.observers
                    .insert(name.to_owned(), Observer::open(request)?);
                Ok(Value::Null)
            }
            "observeMessage" => self
                .observers
                .get_mut(name)
                .ok_or_else(|| Failure(format!("no observer {name}")))?
                .process(request),
            op => self
                .clients
                .get_mut(name)
                .ok_or_else(|| Failure(format!("no client {name}")))?
                .answer(op, request),
        }
    }
}

fn main() {
    let mut peer = Peer::default();
    serve(|request| peer.answer(request));
}
