//! The other end of a socket. Whatever is written to it is written in time, or the line ends: there is no other way to write.

use std::time::Duration;

use axum::extract::ws::{Message, WebSocket};
use futures::SinkExt;

/// A socket whose every write has an end.
pub struct Peer {
    socket: WebSocket,
    longest: Duration,
}

/// The other side is gone, or takes nothing.
#[derive(Debug)]
pub struct Gone;

impl Peer {
    /// Writes to it take at most so long.
    pub fn new(socket: WebSocket, longest: Duration) -> Self {
        Self { socket, longest }
    }

    /// What it says next.
    pub async fn recv(&mut self) -> Option<Result<Message, axum::Error>> {
        self.socket.recv().await
    }

    /// Hands on a message, which may wait for others to go with.
    pub async fn feed(&mut self, message: Message) -> Result<(), Gone> {
        in_time(self.longest, self.socket.feed(message)).await
    }

    /// Writes what waits.
    pub async fn flush(&mut self) -> Result<(), Gone> {
        in_time(self.longest, SinkExt::<Message>::flush(&mut self.socket)).await
    }

    /// Writes a message now.
    pub async fn send(&mut self, message: Message) -> Result<(), Gone> {
        in_time(self.longest, SinkExt::send(&mut self.socket, message)).await
    }
}

async fn in_time(longest: Duration, write: impl Future<Output = Result<(), axum::Error>>) -> Result<(), Gone> {
    let Ok(written) = tokio::time::timeout(longest, write).await else {
        metrics::counter!("pando_sockets_stuck_total").increment(1);
        return Err(Gone);
    };
    written.map_err(|_| Gone)
}
