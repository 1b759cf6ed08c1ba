//! A client of the live socket: RFC 6455 as far as it is needed.

use std::io;
use std::net::SocketAddr;

use serde::Serialize;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::http::find;

/// What came down.
#[derive(Debug, PartialEq, Eq)]
pub enum Down {
    /// A frame of text.
    Text(Vec<u8>),
    /// The server hung up, with its code.
    Closed(u16),
}

/// Somebody's socket.
pub struct Socket {
    stream: TcpStream,
    buffer: Vec<u8>,
}

impl Socket {
    /// Connects to the server at `to` and shows `cookie`.
    pub async fn connect(to: SocketAddr, cookie: &str) -> io::Result<Self> {
        let mut stream = TcpStream::connect(to).await?;
        stream.set_nodelay(true)?;
        // The key of RFC 6455's own example: nothing here doubts the answer to it.
        let request = format!(
            "GET /live HTTP/1.1\r\nHost: {to}\r\nOrigin: http://{to}\r\nSec-Fetch-Site: same-origin\r\nCookie: {cookie}\r\nUpgrade: websocket\r\n\
             Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
        );
        stream.write_all(request.as_bytes()).await?;
        let mut buffer = Vec::with_capacity(512);
        let head_end = loop {
            if let Some(at) = find(&buffer, b"\r\n\r\n") {
                break at + 4;
            }
            if stream.read_buf(&mut buffer).await? == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
        };
        if !buffer.starts_with(b"HTTP/1.1 101") {
            return Err(io::Error::other(String::from_utf8_lossy(&buffer[..buffer.len().min(80)]).into_owned()));
        }
        buffer.drain(..head_end);
        Ok(Self { stream, buffer })
    }

    /// Says something up.
    pub async fn say(&mut self, up: &impl Serialize) -> io::Result<()> {
        let text = serde_json::to_vec(up).map_err(io::Error::other)?;
        self.send(1, &text).await
    }

    async fn send(&mut self, kind: u8, data: &[u8]) -> io::Result<()> {
        // A mask of zeros leaves the bytes as they are: the generator's time is not what is measured.
        let mut frame = Vec::with_capacity(data.len() + 14);
        frame.push(0x80 | kind);
        match data.len() {
            length @ 0..=125 => frame.push(0x80 | u8::try_from(length).unwrap_or(0)),
            length @ 126..=0xFFFF => {
                frame.push(0x80 | 0x7E);
                frame.extend_from_slice(&u16::try_from(length).unwrap_or(0).to_be_bytes());
            }
            length => {
                frame.push(0x80 | 0x7F);
                frame.extend_from_slice(&(length as u64).to_be_bytes());
            }
        }
        frame.extend_from_slice(&[0; 4]);
        frame.extend_from_slice(data);
        self.stream.write_all(&frame).await
    }

    /// What comes down next. Safe to give up on: what was read so far is kept.
    pub async fn next(&mut self) -> io::Result<Down> {
        loop {
            while let Some((kind, data)) = self.take_frame() {
                match kind {
                    1 => return Ok(Down::Text(data)),
                    // 1005: no code was said; 1006 below: hung up without a word (RFC 6455, 7.4.1).
                    8 => return Ok(Down::Closed(data.get(..2).map_or(1005, |code| u16::from_be_bytes([code[0], code[1]])))),
                    9 => self.send(10, &data).await?,
                    _ => {}
                }
            }
            if self.stream.read_buf(&mut self.buffer).await? == 0 {
                return Ok(Down::Closed(1006));
            }
        }
    }

    /// A whole frame, if it is there. The server never fragments what it sends.
    fn take_frame(&mut self) -> Option<(u8, Vec<u8>)> {
        let (first, second) = (*self.buffer.first()?, *self.buffer.get(1)?);
        let (start, length) = match second & 0x7F {
            126 => (4, usize::from(u16::from_be_bytes(self.buffer.get(2..4)?.try_into().ok()?))),
            127 => (10, usize::try_from(u64::from_be_bytes(self.buffer.get(2..10)?.try_into().ok()?)).ok()?),
            length => (2, usize::from(length)),
        };
        let data = self.buffer.get(start..start + length)?.to_vec();
        self.buffer.drain(..start + length);
        Some((first & 0x0F, data))
    }
}
