//! The setting that says where the other servers hear of hints: `nats://user:password@host:port`, several with commas between.

use std::str::FromStr;

use async_nats::{ConnectOptions, ServerAddr};

use crate::mail::percent_decoded;

/// Where NATS is, and how to come in.
#[derive(Clone)]
pub struct NatsRoute {
    pub(super) servers: Vec<ServerAddr>,
    login: Option<Login>,
}

#[derive(Clone, PartialEq, Eq)]
enum Login {
    Token(String),
    Password(String, String),
}

// Not derived: the password must not reach a log.
impl std::fmt::Debug for NatsRoute {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.places())
    }
}

impl FromStr for NatsRoute {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (mut servers, mut login) = (Vec::new(), None);
        for address in text.split(',') {
            let (scheme, rest) = address.trim().split_once("://").unwrap_or_default();
            if !matches!(scheme, "nats" | "tls") {
                return Err("write nats://user:password@host:port or tls://…, several with commas between".into());
            }
            // The last @: a password may hold one. One login is for all: they are one cluster.
            let place = match rest.rsplit_once('@') {
                Some((words, place)) => {
                    login.get_or_insert(read_login(words)?);
                    place
                }
                None => rest,
            };
            let server = ServerAddr::from_str(&format!("{scheme}://{place}")).ok().filter(|server| !server.host().is_empty());
            servers.push(server.ok_or("name a server: nats://host or nats://host:4222")?);
        }
        Ok(Self { servers, login })
    }
}

fn read_login(words: &str) -> Result<Login, String> {
    Ok(match words.split_once(':') {
        Some((user, password)) => Login::Password(percent_decoded(user)?, percent_decoded(password)?),
        None => Login::Token(percent_decoded(words)?),
    })
}

impl NatsRoute {
    /// Which servers, without what is secret.
    pub fn places(&self) -> String {
        self.servers.iter().map(|server| format!("{}:{}", server.host(), server.port())).collect::<Vec<_>>().join(", ")
    }

    pub(super) fn options(&self) -> ConnectOptions {
        match self.login.clone() {
            Some(Login::Token(token)) => ConnectOptions::with_token(token),
            Some(Login::Password(user, password)) => ConnectOptions::with_user_and_password(user, password),
            None => ConnectOptions::new(),
        }
    }

    /// Whether NATS lets us in, once; for `doctor`.
    ///
    /// # Errors
    /// Why it does not, in its own words.
    pub async fn check(&self) -> Result<(), String> {
        self.options().connect(self.servers.clone()).await.map(drop).map_err(|error| error.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_route_names_servers_and_hides_how_to_come_in() {
        let route: NatsRoute = "nats://pando:s3c%40ret@one:4333, tls://two".parse().expect("a route");
        assert_eq!(format!("{route:?}"), "one:4333, two:4222");
        assert!(route.login == Some(Login::Password("pando".into(), "s3c@ret".into())));
        let route: NatsRoute = "nats://t0ken@one".parse().expect("a route");
        assert!(route.login == Some(Login::Token("t0ken".into())) && route.places() == "one:4222");
    }

    #[test]
    fn what_is_no_route_is_refused_and_not_repeated() {
        for text in
            ["", "one:4222", "http://s3cret@one", "nats://", "nats://s3cret@", "nats://one,two", "nats://a:%zz@one", "nats://one:port"]
        {
            let words = text.parse::<NatsRoute>().expect_err(text);
            assert!(!words.contains("s3cret"), "{words}");
        }
    }
}
