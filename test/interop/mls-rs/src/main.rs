//! mls-rs behind JSON lines (see json_lines.rs). Messages, key packages too, are MLSMessages.

mod client;
#[path = "../../json_lines.rs"]
mod json_lines;

use std::collections::HashMap;

use client::{Member, make_client};
use json_lines::{Failure, failed, number, serve, text};
use mls_rs::client_builder::MlsConfig;
use mls_rs::storage_provider::in_memory::InMemoryPreSharedKeyStorage;
use mls_rs::{CipherSuite, Client};
use serde_json::Value;

pub fn suite(request: &Value) -> Result<CipherSuite, Failure> {
    Ok(CipherSuite::from(
        u16::try_from(number(request, "suite")?).map_err(failed)?,
    ))
}

/// `make` gives the client's configuration a name that the rest can be generic over.
fn play<C: MlsConfig>(
    make: fn(&str, CipherSuite, InMemoryPreSharedKeyStorage) -> Result<Client<C>, Failure>,
) {
    let mut members: HashMap<String, Member<C>> = HashMap::new();
    serve(|request| {
        let name = text(request, "client")?;
        match text(request, "op")? {
            "client" => {
                let psks = InMemoryPreSharedKeyStorage::default();
                let client = make(name, suite(request)?, psks.clone())?;
                let member = Member::new(client, psks);
                members.insert(name.to_owned(), member);
                Ok(Value::Null)
            }
            "forget" => {
                members.remove(name);
                Ok(Value::Null)
            }
            op => members
                .get_mut(name)
                .ok_or_else(|| Failure(format!("no client {name}")))?
                .answer(op, request),
        }
    });
}

fn main() {
    play(make_client);
}
