//! The settings: a flag beats the environment, the environment beats the file, the file beats the default.
//!
//! The struct is the only list there is: `--help`, the environment's names, the file's keys and the `config` command
//! are all made from it. A key of the file that is none of these is an error, not a silence.

mod layers;
#[cfg(test)]
mod tests;

use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::blobs::BlobRoute;
use crate::bus::NatsRoute;
use crate::db;
use crate::mail::{Address, MailRoute};

pub use layers::{Setting, Source, read};

/// Every setting of the server.
// Not `Debug`: some settings may hold a password.
#[derive(Clone, Args)]
pub struct Config {
    /// The file of settings, one `key = value` a line; it may be missing unless it is named here.
    #[arg(long, env = "PANDO_CONF", default_value = "pando.conf", value_name = "FILE", global = true)]
    pub conf: PathBuf,

    /// The address and port to serve on.
    #[arg(long, env = "PANDO_LISTEN", default_value = "127.0.0.1:3000", value_name = "ADDRESS:PORT", global = true)]
    pub listen: SocketAddr,

    /// The address people type, for links in mail and for the check of where a request came from; usually https://…
    #[arg(long, env = "PANDO_PUBLIC_URL", value_name = "URL", value_parser = public_url, default_value = layers::DERIVED, global = true)]
    pub public_url: String,

    /// The folder for everything that is kept, unless a setting below says otherwise.
    #[arg(long, env = "PANDO_DATA_DIR", default_value = "data", value_name = "FOLDER", global = true)]
    pub data_dir: PathBuf,

    /// The database: `sqlite:FILE`, or `postgres://user:password@host/name`.
    #[arg(long, env = "PANDO_DATABASE", value_name = "URL", value_parser = database, hide_env_values = true, default_value = layers::DERIVED, global = true)]
    pub database: String,

    /// How many connections to the database may be open at once.
    #[arg(long, env = "PANDO_DATABASE_CONNECTIONS", default_value_t = 8, value_name = "COUNT", value_parser = clap::value_parser!(u32).range(2..=500), global = true)]
    pub database_connections: u32,

    /// The file with the server's own key, made at the first start; every node of a cluster needs the same one.
    #[arg(long, env = "PANDO_SECRET_FILE", value_name = "FILE", default_value = layers::DERIVED, global = true)]
    pub secret_file: PathBuf,

    /// Where several servers on one database tell each other what happens: `nats://user:password@host:port`, several with
    /// commas between; without it this server is alone.
    #[arg(long, env = "PANDO_NATS", value_name = "URLS", hide_env_values = true, global = true)]
    pub nats: Option<NatsRoute>,

    /// Where images and files are kept: a folder, or `s3://key:secret@host:port/bucket?region=eu-west-2`; every node of a cluster
    /// needs the same one.
    #[arg(long, env = "PANDO_BLOBS", value_name = "FOLDER or URL", hide_env_values = true, default_value = layers::DERIVED, global = true)]
    pub blobs: BlobRoute,

    /// The folder outside the database in which the audit trail's signed heads are appended; every node of a cluster needs the same one.
    #[arg(long, env = "PANDO_AUDIT_HEADS", value_name = "FOLDER", default_value = layers::DERIVED, global = true)]
    pub audit_heads: PathBuf,

    /// Where mail goes: `outbox:FOLDER`, or `smtp://user:password@host:port?tls=required` (or `starttls`, or `none`).
    #[arg(long, env = "PANDO_MAIL", value_name = "ROUTE", hide_env_values = true, default_value = layers::DERIVED, global = true)]
    pub mail: MailRoute,

    /// Whom mail comes from.
    #[arg(long, env = "PANDO_MAIL_FROM", default_value = "Pando <pando@localhost>", value_name = "ADDRESS", global = true)]
    pub mail_from: Address,

    /// The server's certificate and its chain (PEM); with it the server speaks TLS itself.
    #[arg(long, env = "PANDO_TLS_CERT", value_name = "FILE", global = true)]
    pub tls_cert: Option<PathBuf>,

    /// The private key of that certificate (PEM).
    #[arg(long, env = "PANDO_TLS_KEY", value_name = "FILE", global = true)]
    pub tls_key: Option<PathBuf>,

    /// Proxies whose word about the caller's address is believed, with commas between; nobody else's is.
    #[arg(long, env = "PANDO_TRUSTED_PROXY", value_name = "ADDRESSES", value_delimiter = ',', global = true)]
    pub trusted_proxy: Vec<IpAddr>,

    /// How many connections may be open at once; each holds a file descriptor. A quarter is kept for those signed in, and strangers
    /// of one address hold a quarter at most.
    #[arg(long, env = "PANDO_MAX_CONNECTIONS", default_value_t = 20_000, value_name = "COUNT", value_parser = clap::value_parser!(u32).range(1..), global = true)]
    pub max_connections: u32,

    /// The address and port of `/metrics`, in the words of Prometheus; without it there is none. Whoever can reach it reads it.
    #[arg(long, env = "PANDO_METRICS_LISTEN", value_name = "ADDRESS:PORT", global = true)]
    pub metrics_listen: Option<SocketAddr>,

    /// How many seconds a stop waits for what is under way.
    #[arg(long, env = "PANDO_STOP_SECONDS", default_value_t = 10, value_name = "SECONDS", value_parser = clap::value_parser!(u64).range(..=300), global = true)]
    pub stop_seconds: u64,

    /// How the log is written.
    #[arg(long, env = "PANDO_LOG_FORMAT", value_enum, default_value_t = LogFormat::Pretty, value_name = "FORMAT", global = true)]
    pub log_format: LogFormat,

    /// What the log holds: error, warn, info, debug or trace, or `part=level` with commas between.
    #[arg(long, env = "PANDO_LOG_LEVEL", default_value = "info", value_name = "LEVEL", global = true)]
    pub log_level: String,
}

/// How the log is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// For people at a terminal.
    Pretty,
    /// One JSON object a line, for machines.
    Json,
}

impl Config {
    /// How to open the database.
    pub fn database(&self) -> db::Options {
        db::Options { connections: self.database_connections, ..db::Options::new(self.database.as_str()) }
    }

    /// Whether people reach the server over TLS, by itself or through a proxy: then cookies are `Secure`.
    pub fn is_public_tls(&self) -> bool {
        self.public_url.starts_with("https://")
    }
}

fn public_url(text: &str) -> Result<String, String> {
    let text = text.trim_end_matches('/');
    let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    match host {
        // Kept in lower case, in which browsers say where a request comes from.
        Some(host) if !host.is_empty() && !host.contains(['/', '?', '#', '@', ' ']) => Ok(text.to_ascii_lowercase()),
        _ => Err("write https://host or http://host:port, with nothing after it".into()),
    }
}

fn database(text: &str) -> Result<String, String> {
    let known = ["sqlite:", "postgres://", "postgresql://"].iter().any(|start| text.len() > start.len() && text.starts_with(start));
    if known { Ok(text.to_owned()) } else { Err("write sqlite:FILE or postgres://user:password@host/name".into()) }
}
