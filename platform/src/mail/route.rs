//! The setting that says where mail goes: `outbox:FOLDER` or `smtp://user:password@host:port?tls=required`.

use std::path::PathBuf;
use std::str::FromStr;

/// Where mail goes.
#[derive(Clone, PartialEq, Eq)]
pub enum MailRoute {
    /// Into this folder.
    Outbox(PathBuf),
    /// To this server.
    Smtp(Smtp),
}

/// A mail server and how to speak to it.
#[derive(Clone, PartialEq, Eq)]
pub struct Smtp {
    /// Its name; the certificate must be for it.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// User and password.
    pub login: Option<(String, String)>,
    /// How the connection is protected.
    pub tls: Tls,
}

/// How a connection to a mail server is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tls {
    /// TLS from the first byte (port 465).
    Required,
    /// Plain at first, then TLS, or nothing is sent (port 587).
    StartTls,
    /// Not at all (port 25); with a password only to this machine.
    None,
}

// Not derived: the password must not reach a log.
impl std::fmt::Debug for MailRoute {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Outbox(folder) => write!(f, "outbox:{}", folder.display()),
            Self::Smtp(smtp) => write!(f, "smtp://{}:{}", smtp.host, smtp.port),
        }
    }
}

impl FromStr for MailRoute {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match (text.strip_prefix("outbox:"), text.strip_prefix("smtp://")) {
            (Some(""), _) => Err("name a folder: outbox:data/outbox".into()),
            (Some(folder), _) => Ok(Self::Outbox(folder.into())),
            (_, Some(address)) => smtp(address).map(Self::Smtp),
            _ => Err("write outbox:FOLDER or smtp://user:password@host:port?tls=required".into()),
        }
    }
}

fn smtp(address: &str) -> Result<Smtp, String> {
    let (server, query) = address.split_once('?').unwrap_or((address, ""));
    let tls = match query {
        "" | "tls=required" => Tls::Required,
        "tls=starttls" => Tls::StartTls,
        "tls=none" => Tls::None,
        _ => return Err("after the ? write tls=required, tls=starttls or tls=none".into()),
    };
    // The last @: a password may hold one.
    let (login, place) = match server.trim_end_matches('/').rsplit_once('@') {
        Some((login, place)) => (Some(credentials(login)?), place),
        None => (None, server.trim_end_matches('/')),
    };
    let (host, port) = match place.rsplit_once(':') {
        Some((host, port)) => (host, port.parse().map_err(|_| "the port is a number up to 65535".to_owned())?),
        None => (place, tls.usual_port()),
    };
    if host.is_empty() {
        return Err("name the mail server: smtp://host".into());
    }
    if tls == Tls::None && login.is_some() && !matches!(host, "localhost" | "127.0.0.1") {
        return Err("a password is never sent unprotected to another machine: use tls=required or tls=starttls".into());
    }
    Ok(Smtp { host: host.to_owned(), port, login, tls })
}

impl Tls {
    fn usual_port(self) -> u16 {
        match self {
            Self::Required => 465,
            Self::StartTls => 587,
            Self::None => 25,
        }
    }
}

fn credentials(login: &str) -> Result<(String, String), String> {
    let (user, password) = login.split_once(':').ok_or("write user:password before the @")?;
    Ok((percent_decoded(user)?, percent_decoded(password)?))
}

/// What `%40` and the like stand for, in the user or password of an address.
pub(crate) fn percent_decoded(text: &str) -> Result<String, String> {
    let wrong = || "a % in the user or password must be written %25".to_owned();
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let mut digit = || rest.next().and_then(|byte| char::from(byte).to_digit(16)).ok_or_else(wrong);
            let value = digit()? * 16 + digit()?;
            bytes.push(u8::try_from(value).map_err(|_| wrong())?);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).map_err(|_| "the user or password is not UTF-8".into())
}
