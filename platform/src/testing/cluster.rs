//! A throw-away PostgreSQL cluster.

use std::net::TcpListener;

use super::supervised::Supervised;

/// A PostgreSQL of our own: no TCP port unless asked for, data and socket in a temporary folder. Gone when dropped, or when this
/// process ends in any way at all.
#[derive(Debug)]
pub struct Cluster(Supervised);

impl Cluster {
    /// Starts one; `durable` flushes to disk as in production, for crash tests and the bench.
    ///
    /// # Errors
    /// In words for the person at the terminal: what is missing, or what PostgreSQL said.
    pub async fn start(durable: bool) -> Result<Self, String> {
        let how = if durable { "durable" } else { "" };
        Supervised::start("PostgreSQL", include_str!("postgres.sh"), how.to_owned()).await.map(Self)
    }

    /// Starts one that answers on a port of 127.0.0.1 too: to it, who comes there is somewhere else than who comes by the socket.
    ///
    /// # Errors
    /// As [`start`](Self::start) says them; also when somebody else took the port meanwhile.
    pub async fn with_port() -> Result<(Self, u16), String> {
        let free = TcpListener::bind(("127.0.0.1", 0)).and_then(|listener| listener.local_addr());
        let port = free.map_err(|error| format!("there is no free port: {error}"))?.port();
        let cluster = Supervised::start("PostgreSQL", include_str!("postgres.sh"), port.to_string()).await.map(Self)?;
        Ok((cluster, port))
    }

    /// Where it answers: the database `postgres` of the superuser `pando`.
    pub fn url(&self) -> &str {
        self.0.address()
    }
}
