//! mls-rs behind JSON lines: one request a line on standard input, one reply a line on standard output.
//!
//! A request is `{"op": …, "client": name, …}`, a reply `{"ok": …, "micros", "cpuMicros"}` or `{"error": text}`.
//! All bytes are hex; messages, key packages too, are MLSMessages. The program ends with its input.

mod client;

use std::collections::HashMap;
use std::io::{BufRead, Write};
use std::time::Instant;

use cpu_time::ProcessTime;

use client::{Member, make_client};
use mls_rs::client_builder::MlsConfig;
use mls_rs::storage_provider::in_memory::InMemoryPreSharedKeyStorage;
use mls_rs::{CipherSuite, Client};
use serde_json::{Value, json};

/// What went wrong, in mls-rs's own words.
#[derive(Debug)]
pub struct Failure(pub String);

/// Any error of mls-rs as text: its debug form names the inner causes.
pub fn failed(error: impl std::fmt::Debug) -> Failure {
    Failure(format!("{error:?}"))
}

pub fn text<'a>(request: &'a Value, key: &str) -> Result<&'a str, Failure> {
    request[key]
        .as_str()
        .ok_or_else(|| Failure(format!("{key} must be a string")))
}

pub fn number(request: &Value, key: &str) -> Result<u64, Failure> {
    request[key]
        .as_u64()
        .ok_or_else(|| Failure(format!("{key} must be a number")))
}

pub fn bytes(request: &Value, key: &str) -> Result<Vec<u8>, Failure> {
    hex::decode(text(request, key)?).map_err(|_| Failure(format!("{key} must be hex")))
}

pub fn suite(request: &Value) -> Result<CipherSuite, Failure> {
    Ok(CipherSuite::from(
        u16::try_from(number(request, "suite")?).map_err(failed)?,
    ))
}

/// `make` gives the client's configuration a name that the rest can be generic over.
fn serve<C: MlsConfig>(
    make: fn(&str, CipherSuite, InMemoryPreSharedKeyStorage) -> Result<Client<C>, Failure>,
) {
    let mut members: HashMap<String, Member<C>> = HashMap::new();
    let mut out = std::io::stdout().lock();
    for line in std::io::stdin().lock().lines() {
        let line = line.expect("standard input is readable");
        let (started, cpu) = (Instant::now(), ProcessTime::now());
        let reply = serde_json::from_str::<Value>(&line)
            .map_err(failed)
            .and_then(|request| {
                let name = text(&request, "client")?;
                match text(&request, "op")? {
                    "client" => {
                        let psks = InMemoryPreSharedKeyStorage::default();
                        let client = make(name, suite(&request)?, psks.clone())?;
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
                        .answer(op, &request),
                }
            });
        let micros = started.elapsed().as_micros() as u64;
        let cpu_micros = cpu.elapsed().as_micros() as u64;
        let reply = match reply {
            Ok(value) => json!({ "ok": value, "micros": micros, "cpuMicros": cpu_micros }),
            Err(Failure(error)) => {
                json!({ "error": error, "micros": micros, "cpuMicros": cpu_micros })
            }
        };
        writeln!(out, "{reply}")
            .and_then(|()| out.flush())
            .expect("standard output is writable");
    }
}

fn main() {
    serve(make_client);
}
