//! OpenMLS behind JSON lines: one request a line on standard input, one reply a line on standard output.
//!
//! A request is `{"op": …, "client": name, …}`, a reply `{"ok": …, "micros", "cpuMicros"}` or `{"error": text}`:
//! time inside OpenMLS by the clock and on the processor. All bytes are hex. Replies come in the order of the requests. The program ends with its input.

mod client;
mod observer;
mod wire;

use std::collections::HashMap;
use std::io::{BufRead, Write};
use std::time::Instant;

use cpu_time::ProcessTime;

use client::Client;
use observer::Observer;
use serde_json::{Value, json};
use wire::{Failure, text};

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
    let mut out = std::io::stdout().lock();
    for line in std::io::stdin().lock().lines() {
        let line = line.expect("standard input is readable");
        let (started, cpu) = (Instant::now(), ProcessTime::now());
        let reply = serde_json::from_str::<Value>(&line)
            .map_err(|error| Failure(error.to_string()))
            .and_then(|request| peer.answer(&request));
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
