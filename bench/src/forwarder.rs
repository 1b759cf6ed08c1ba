//! What stands before a database and its standby in a hospital, a balancer or an address that moves: one place to ask, and behind it
//! whichever is written to.

use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;

use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream, UnixStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// One address for a database. Gone when dropped.
pub struct Forwarder {
    /// Where it listens.
    pub address: SocketAddr,
    to: watch::Sender<PathBuf>,
    listening: JoinHandle<()>,
}

impl Forwarder {
    /// Passes everybody on to the database at this socket.
    pub async fn start(to: PathBuf) -> io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let (to, turned) = watch::channel(to);
        Ok(Self { address, to, listening: tokio::spawn(listen(listener, turned)) })
    }

    /// Nobody listens any more: whoever calls is refused.
    pub fn refuse(&self) {
        self.listening.abort();
    }

    /// Passes everybody on to this one from now on, and hangs up on whoever was passed on before.
    pub async fn turn(&mut self, to: PathBuf) -> io::Result<()> {
        self.to.send_replace(to);
        if self.listening.is_finished() {
            let listener = TcpListener::bind(self.address).await?;
            self.listening = tokio::spawn(listen(listener, self.to.subscribe()));
        }
        Ok(())
    }
}

impl Drop for Forwarder {
    fn drop(&mut self) {
        self.listening.abort();
    }
}

async fn listen(listener: TcpListener, turned: watch::Receiver<PathBuf>) {
    loop {
        match listener.accept().await {
            Ok((caller, _)) => drop(tokio::spawn(pass_on(caller, turned.clone()))),
            Err(error) => eprintln!("somebody could not be passed on to the database: {error}"),
        }
    }
}

/// Until one of the two hangs up, or everybody is to be passed on elsewhere. Where nobody is, the caller is hung up on.
async fn pass_on(mut caller: TcpStream, mut turned: watch::Receiver<PathBuf>) {
    let to = turned.borrow_and_update().clone();
    let Ok(mut database) = UnixStream::connect(to).await else { return };
    if caller.set_nodelay(true).is_err() {
        return;
    }
    tokio::select! {
        // Whichever of the two it was.
        _ = copy_bidirectional(&mut caller, &mut database) => {}
        _ = turned.changed() => {}
    }
}
