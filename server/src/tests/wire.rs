//! A real socket to `/live`, spoken by hand.

use std::net::SocketAddr;
use std::time::Duration;

use domain::access::DeviceId;
use domain::chat::live::{Frame, Up};
use domain::testing::token_of;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

/// Longer than anything here should take.
pub const LONG: Duration = Duration::from_secs(20);

/// What comes down a line.
pub enum Heard {
    Told(Box<Frame>),
    Closed(u16),
}

/// The line of one page.
pub struct Wire(TcpStream);

impl Wire {
    /// A line to the server at `address` of somebody who is open on this device.
    pub async fn of(address: SocketAddr, device: DeviceId) -> Self {
        Self::knock(address, Some(&token_of(device))).await.unwrap_or_else(|answer| panic!("{answer}"))
    }

    /// The line of whoever has this cookie, or what they are answered instead.
    pub async fn knock(address: SocketAddr, token: Option<&str>) -> Result<Self, String> {
        let mut peer = TcpStream::connect(address).await.expect("connects");
        let cookie = token.map_or(String::new(), |token| format!("cookie: __Host-pando={token}\r\n"));
        let head = format!(
            "GET /live HTTP/1.1\r\nhost: pando.test\r\norigin: https://pando.test\r\n{cookie}connection: Upgrade\r\n\
             upgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
        );
        peer.write_all(head.as_bytes()).await.expect("written");
        let mut answer = Vec::new();
        while !answer.ends_with(b"\r\n\r\n") {
            answer.push(timeout(LONG, peer.read_u8()).await.expect("an answer").expect("the line stands"));
        }
        if answer.starts_with(b"HTTP/1.1 101") { Ok(Self(peer)) } else { Err(String::from_utf8_lossy(&answer).into_owned()) }
    }

    /// Whether something comes within this time.
    pub async fn has_news(&self, within: Duration) -> bool {
        timeout(within, self.0.peek(&mut [0])).await.is_ok()
    }

    /// Says something, in one frame that is masked with nothing.
    pub async fn say(&mut self, up: &Up) {
        let text = serde_json::to_vec(up).expect("written");
        let mut frame = vec![0x81];
        match u16::try_from(text.len()) {
            Ok(short @ ..126) => frame.extend(short.to_be_bytes().get(1).map(|length| 0x80 | length)),
            Ok(length) => {
                frame.push(0xFE);
                frame.extend_from_slice(&length.to_be_bytes());
            }
            Err(_) => {
                frame.push(0xFF);
                frame.extend_from_slice(&(text.len() as u64).to_be_bytes());
            }
        }
        frame.extend_from_slice(&[0; 4]);
        frame.extend_from_slice(&text);
        self.0.write_all(&frame).await.expect("written");
    }

    /// What comes next.
    pub async fn hear(&mut self) -> Heard {
        loop {
            let kind = self.0.read_u8().await.expect("the line stands") & 0x0F;
            let length = match self.0.read_u8().await.expect("the line stands") {
                126 => usize::from(self.0.read_u16().await.expect("the line stands")),
                127 => usize::try_from(self.0.read_u64().await.expect("the line stands")).expect("fits"),
                length => usize::from(length),
            };
            let mut body = vec![0; length];
            self.0.read_exact(&mut body).await.expect("the line stands");
            match kind {
                1 => return Heard::Told(Box::new(serde_json::from_slice(&body).expect("a frame"))),
                8 => return Heard::Closed(u16::from_be_bytes([body[0], body[1]])),
                _ => {}
            }
        }
    }
}
