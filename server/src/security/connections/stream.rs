//! The bytes of a connection: whatever is read or written passes here, also under TLS and after an upgrade.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::{Sleep, sleep};

use super::talk::Talk;

/// A connection that ends when its peer is silent for too long, or takes nothing of what is written to it; and gives its place
/// back, also after it became a socket.
#[derive(Debug)]
pub struct Counted {
    stream: TcpStream,
    talk: Arc<Talk>,
    silent: Timer,
    stuck: Timer,
}

/// Runs only while somebody waits: an idle socket holds none.
type Timer = Option<Pin<Box<Sleep>>>;

impl Counted {
    pub(super) fn new(stream: TcpStream, talk: Arc<Talk>) -> Self {
        Self { stream, talk, silent: None, stuck: None }
    }

    /// Nothing came: waits on, or ends it.
    fn wait(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        loop {
            if let Some(timer) = &mut self.silent {
                ready!(timer.as_mut().poll(cx));
                self.silent = None;
            }
            match self.talk.left() {
                None => return Poll::Pending,
                Some(Duration::ZERO) => return Poll::Ready(Err(late("silent"))),
                Some(left) => self.silent = Some(Box::pin(sleep(left))),
            }
        }
    }

    /// What came of writing: a peer that takes nothing is waited for, and then given up.
    fn taken<T>(&mut self, cx: &mut Context<'_>, written: Poll<io::Result<T>>) -> Poll<io::Result<T>> {
        if written.is_ready() {
            self.stuck = None;
            return written;
        }
        let longest = self.talk.patience().write;
        ready!(self.stuck.get_or_insert_with(|| Box::pin(sleep(longest))).as_mut().poll(cx));
        Poll::Ready(Err(late("stuck")))
    }
}

fn late(why: &'static str) -> io::Error {
    metrics::counter!("pando_connections_given_up_total", "why" => why).increment(1);
    io::Error::new(io::ErrorKind::TimedOut, why)
}

impl AsyncRead for Counted {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        match Pin::new(&mut self.stream).poll_read(cx, buf) {
            Poll::Pending => self.wait(cx),
            read @ Poll::Ready(_) => read,
        }
    }
}

impl AsyncWrite for Counted {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(cx, buf);
        self.taken(cx, written)
    }

    fn poll_write_vectored(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bufs: &[io::IoSlice<'_>]) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(cx, bufs);
        self.taken(cx, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        // TCP has nothing to flush: ready at once, and no sign that anything was taken.
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}
