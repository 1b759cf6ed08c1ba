//! A client of HTTP/1.1 with one connection kept alive, and nothing that would cost the generator time.

use std::fmt::Write as _;
use std::io;
use std::net::SocketAddr;

use serde::de::DeserializeOwned;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// An answer.
#[derive(Debug)]
pub struct Answer {
    /// Its status.
    pub status: u16,
    /// Its headers, as they came.
    pub head: String,
    /// Its body.
    pub body: Vec<u8>,
}

impl Answer {
    /// The body read as JSON, if the status is 200.
    pub fn json<T: DeserializeOwned>(&self) -> io::Result<T> {
        if self.status != 200 {
            return Err(io::Error::other(format!(
                "status {}: {}",
                self.status,
                String::from_utf8_lossy(&self.body[..self.body.len().min(300)])
            )));
        }
        serde_json::from_slice(&self.body).map_err(io::Error::other)
    }

    /// A header's value.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.head
            .lines()
            .find_map(|line| line.split_once(':').filter(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim()))
    }
}

/// Somebody's connection to the server.
pub struct Client {
    to: SocketAddr,
    cookie: String,
    stream: Option<TcpStream>,
    buffer: Vec<u8>,
}

impl Client {
    /// A client of the server at `to` that shows `cookie`.
    pub fn new(to: SocketAddr, cookie: &str) -> Self {
        Self { to, cookie: cookie.to_owned(), stream: None, buffer: Vec::with_capacity(4096) }
    }

    /// Fetches a page.
    pub async fn get(&mut self, path: &str, more: &str) -> io::Result<Answer> {
        let request = format!("GET {path} HTTP/1.1\r\nHost: {}\r\nCookie: {}\r\n{more}\r\n", self.to, self.cookie);
        self.ask(request.as_bytes()).await
    }

    /// Calls a server function with url-encoded fields.
    pub async fn call(&mut self, function: &str, fields: &str) -> io::Result<Answer> {
        let request = format!(
            "POST /api/{function} HTTP/1.1\r\nHost: {to}\r\nOrigin: http://{to}\r\nSec-Fetch-Site: same-origin\r\nCookie: {}\r\n\
             Accept: application/json\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{fields}",
            self.cookie,
            fields.len(),
            to = self.to,
        );
        self.ask(request.as_bytes()).await
    }

    async fn ask(&mut self, request: &[u8]) -> io::Result<Answer> {
        let answer = self.exchange(request).await;
        if answer.as_ref().is_ok_and(|answer| !answer.header("connection").is_some_and(|value| value.eq_ignore_ascii_case("close"))) {
            return answer;
        }
        // What went wrong on it may be half an answer: the next one gets a connection of its own.
        self.stream = None;
        answer
    }

    async fn exchange(&mut self, request: &[u8]) -> io::Result<Answer> {
        if self.stream.is_none() {
            let stream = TcpStream::connect(self.to).await?;
            stream.set_nodelay(true)?;
            self.stream = Some(stream);
            self.buffer.clear();
        }
        let stream = self.stream.as_mut().ok_or(io::ErrorKind::NotConnected)?;
        stream.write_all(request).await?;
        read_answer(stream, &mut self.buffer).await
    }
}

async fn read_answer(stream: &mut TcpStream, buffer: &mut Vec<u8>) -> io::Result<Answer> {
    let head_end = loop {
        if let Some(at) = find(buffer, b"\r\n\r\n") {
            break at + 4;
        }
        more(stream, buffer).await?;
    };
    let head = String::from_utf8_lossy(&buffer[..head_end]).into_owned();
    buffer.drain(..head_end);
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).ok_or(io::ErrorKind::InvalidData)?;
    let mut answer = Answer { status, head, body: Vec::new() };
    if let Some(length) = answer.header("content-length").and_then(|length| length.parse::<usize>().ok()) {
        while buffer.len() < length {
            more(stream, buffer).await?;
        }
        answer.body = buffer.drain(..length).collect();
    } else if answer.header("transfer-encoding").is_some_and(|how| how.eq_ignore_ascii_case("chunked")) {
        answer.body = read_chunks(stream, buffer).await?;
    }
    Ok(answer)
}

async fn read_chunks(stream: &mut TcpStream, buffer: &mut Vec<u8>) -> io::Result<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let line_end = loop {
            if let Some(at) = find(buffer, b"\r\n") {
                break at;
            }
            more(stream, buffer).await?;
        };
        let length = std::str::from_utf8(&buffer[..line_end]).ok().and_then(|hex| usize::from_str_radix(hex.trim(), 16).ok());
        let length = length.ok_or(io::ErrorKind::InvalidData)?;
        while buffer.len() < line_end + 2 + length + 2 {
            more(stream, buffer).await?;
        }
        body.extend_from_slice(&buffer[line_end + 2..line_end + 2 + length]);
        buffer.drain(..line_end + length + 4);
        if length == 0 {
            return Ok(body);
        }
    }
}

async fn more(stream: &mut TcpStream, buffer: &mut Vec<u8>) -> io::Result<()> {
    if stream.read_buf(buffer).await? == 0 {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok(())
}

/// Where `needle` begins.
pub fn find(text: &[u8], needle: &[u8]) -> Option<usize> {
    text.windows(needle.len()).position(|window| window == needle)
}

/// A text as a field of a form.
pub fn encode(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len() + 16);
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => encoded.push(char::from(byte)),
            b' ' => encoded.push('+'),
            _ => {
                // Writing into a String cannot fail.
                let _ = write!(encoded, "%{byte:02X}");
            }
        }
    }
    encoded
}
