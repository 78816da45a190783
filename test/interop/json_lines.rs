//! The protocol of both peers: one JSON request a line on standard input, one reply a line on standard output.
//!
//! A request is `{"op": …, "client": name, …}`, a reply `{"ok": …, "micros", "cpuMicros"}` or `{"error": text}`: time
//! inside the library by the clock and on the processor. All bytes are hex. Replies come in the order of the requests.
//! The program ends with its input.

use std::io::{BufRead, Write};
use std::time::Instant;

use cpu_time::ProcessTime;
use serde_json::{Value, json};

/// What went wrong, in the library's own words.
#[derive(Debug)]
pub struct Failure(pub String);

/// Any error as text: its debug form names the inner causes.
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

/// Answers requests until the input ends.
pub fn serve(mut answer: impl FnMut(&Value) -> Result<Value, Failure>) {
    let mut out = std::io::stdout().lock();
    for line in std::io::stdin().lock().lines() {
        let line = line.expect("standard input is readable");
        let (started, cpu) = (Instant::now(), ProcessTime::now());
        let reply = serde_json::from_str::<Value>(&line)
            .map_err(failed)
            .and_then(|request| answer(&request));
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
