//! Mail: by SMTP, into a folder that a person can read on this machine, or kept for a test to look at.
//!
//! Mail carries codes, never anything clinical.

mod blackhole;
mod outbox;
mod route;

use std::sync::Arc;
use std::time::Duration;

use lettre::message::{Mailbox, MultiPart};
use lettre::transport::smtp::authentication::Credentials;
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};

pub use blackhole::BlackHole;
pub use lettre::message::Mailbox as Address;
pub use outbox::{Letter, Outbox};
pub(crate) use route::percent_decoded;
pub use route::{MailRoute, Smtp, Tls};

use crate::clock::Clock;

/// The longest a mail server may keep us waiting.
const PATIENCE: Duration = Duration::from_secs(15);

/// A mail, with the same words as plain text and as HTML.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Mail {
    /// The address it goes to.
    pub to: String,
    /// The subject line.
    pub subject: String,
    /// The words, plain.
    pub text: String,
    /// The words, as HTML (see [`escape`]).
    pub html: String,
}

/// Where mail goes.
#[derive(Clone, Debug)]
pub enum Mailer {
    /// To a mail server.
    Smtp(SmtpMailer),
    /// Into a folder, to be read at `/dev/mail`.
    Outbox(Outbox),
    /// Nowhere; a test looks at it.
    BlackHole(BlackHole),
}

/// A mail server we hand mail to.
#[derive(Clone, Debug)]
pub struct SmtpMailer {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
}

/// Why a mail did not go out. Never holds the words of the mail.
#[derive(Clone, Debug, thiserror::Error)]
pub enum MailError {
    /// The address cannot be one.
    #[error("not an email address")]
    Address,
    /// The mail cannot be written down.
    #[error("the mail cannot be composed: {0}")]
    Compose(Arc<lettre::error::Error>),
    /// The mail server refused, or cannot be reached.
    #[error("the mail server: {0}")]
    Smtp(Arc<lettre::transport::smtp::Error>),
    /// The outbox's folder cannot be written or read.
    #[error("the outbox: {0}")]
    Folder(Arc<std::io::Error>),
}

impl From<lettre::transport::smtp::Error> for MailError {
    fn from(error: lettre::transport::smtp::Error) -> Self {
        Self::Smtp(Arc::new(error))
    }
}

impl From<std::io::Error> for MailError {
    fn from(error: std::io::Error) -> Self {
        Self::Folder(Arc::new(error))
    }
}

impl MailError {
    /// Whether the very same mail can never go out: there is no sense in trying again.
    pub fn is_final(&self) -> bool {
        match self {
            Self::Address | Self::Compose(_) => true,
            Self::Smtp(error) => error.is_permanent(),
            Self::Folder(_) => false,
        }
    }
}

impl Mailer {
    /// The mailer that `route` asks for, writing as `from`. Call it inside the runtime.
    pub fn open(route: &MailRoute, from: &Mailbox, clock: Clock) -> Result<Self, MailError> {
        Ok(match route {
            MailRoute::Outbox(folder) => Self::Outbox(Outbox::open(folder, from.clone(), clock)?),
            MailRoute::Smtp(smtp) => Self::Smtp(SmtpMailer { transport: transport(smtp)?, from: from.clone() }),
        })
    }

    /// A mailer that keeps everything in memory.
    pub fn black_hole() -> Self {
        Self::BlackHole(BlackHole::default())
    }

    /// Hands the mail over; returns when the other side has taken it.
    pub async fn send(&self, mail: &Mail) -> Result<(), MailError> {
        match self {
            Self::Smtp(smtp) => {
                smtp.transport.send(compose(mail, &smtp.from)?).await?;
            }
            Self::Outbox(outbox) => outbox.put(mail).await?,
            Self::BlackHole(hole) => hole.put(mail)?,
        }
        Ok(())
    }

    /// Whether mail could go out now; sends none.
    pub async fn check(&self) -> Result<(), MailError> {
        match self {
            Self::Smtp(smtp) => {
                smtp.transport.test_connection().await?;
            }
            Self::Outbox(outbox) => outbox.check().await?,
            Self::BlackHole(_) => {}
        }
        Ok(())
    }

    /// The outbox, if that is where mail goes: `/dev/mail` exists only then.
    pub fn outbox(&self) -> Option<&Outbox> {
        match self {
            Self::Outbox(outbox) => Some(outbox),
            Self::Smtp(_) | Self::BlackHole(_) => None,
        }
    }
}

/// lettre speaks TLS 1.2 and 1.3 only, and checks the certificate against the usual roots.
fn transport(smtp: &Smtp) -> Result<AsyncSmtpTransport<Tokio1Executor>, MailError> {
    let mut builder = match smtp.tls {
        Tls::Required => AsyncSmtpTransport::<Tokio1Executor>::relay(&smtp.host)?,
        Tls::StartTls => AsyncSmtpTransport::<Tokio1Executor>::starttls_relay(&smtp.host)?,
        // What lettre calls dangerous goes without TLS; the route takes a password for this machine alone (`route.rs`).
        Tls::None => AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(&smtp.host),
    };
    builder = builder.port(smtp.port).timeout(Some(PATIENCE));
    if let Some((user, password)) = &smtp.login {
        builder = builder.credentials(Credentials::new(user.clone(), password.clone()));
    }
    Ok(builder.build())
}

fn compose(mail: &Mail, from: &Mailbox) -> Result<Message, MailError> {
    let to: Mailbox = mail.to.parse().map_err(|_| MailError::Address)?;
    // A line break in a subject would begin another header.
    let subject: String = mail.subject.chars().map(|char| if char.is_control() { ' ' } else { char }).collect();
    Message::builder()
        .from(from.clone())
        .to(to)
        .subject(subject)
        // Out-of-office replies help nobody here (RFC 3834).
        .raw_header(auto_generated())
        .multipart(MultiPart::alternative_plain_html(mail.text.clone(), mail.html.clone()))
        .map_err(|error| MailError::Compose(Arc::new(error)))
}

fn auto_generated() -> lettre::message::header::HeaderValue {
    use lettre::message::header::{HeaderName, HeaderValue};
    HeaderValue::new(HeaderName::new_from_ascii_str("Auto-Submitted"), "auto-generated".into())
}

/// `text` as HTML shows it: nothing in it is markup.
pub fn escape(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for char in text.chars() {
        match char {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            other => safe.push(other),
        }
    }
    safe
}

#[cfg(test)]
mod tests;
