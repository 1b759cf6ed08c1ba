//! `/dev/mail`: what a trial installation would have sent. Exists only where mail goes into the outbox, and only where people come
//! in from this very machine: whoever reads the codes can be anybody.

use std::fmt::Write as _;
use std::sync::Arc;

use axum::extract::{Path, RawQuery};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use axum::{Extension, Router};
use domain::account::model;
use http::StatusCode;
use http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, HeaderValue};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use leptos::nonce::Nonce;
use platform::config::Config;
use platform::mail::{Letter, MailError, Mailer, Outbox, escape};

use crate::security;

/// The address to watch instead of asking again by hand.
const WATCH: &str = "every=5";

#[derive(Clone)]
struct Mailbox {
    outbox: Outbox,
    styles: [Arc<str>; 2],
}

/// The two pages, to be nested at `/dev/mail`; or none.
pub fn router(config: &Config, mailer: &Mailer, styles: [Arc<str>; 2]) -> Option<Router> {
    let outbox = mailer.outbox().filter(|_| is_safe(config))?.clone();
    let mailbox = Mailbox { outbox, styles };
    Some(Router::new().route("/", get(list)).route("/{name}", get(one)).layer(Extension(mailbox)))
}

/// Whether nobody but people at this very machine can come to these pages: it listens to nobody else, and is called so by nobody else.
pub fn is_safe(config: &Config) -> bool {
    let host = config.public_url.split_once("://").map_or("", |(_, host)| host);
    config.listen.ip().is_loopback() && ["localhost", "127.", "[::1]"].iter().any(|own| host.starts_with(own))
}

async fn list(Extension(mailbox): Extension<Mailbox>, RawQuery(query): RawQuery) -> Response {
    match mailbox.outbox.list().await {
        Ok(letters) => page(&mailbox, "Outbox", &list_body(&letters), query.as_deref() == Some(WATCH)),
        Err(error) => trouble(&error),
    }
}

async fn one(Extension(mailbox): Extension<Mailbox>, Path(name): Path<String>) -> Response {
    match mailbox.outbox.find(&name).await {
        Ok(Some(letter)) => {
            let body = format!("<p class=\"page__lead\"><a href=\"/dev/mail\">All mails</a></p>{}", letter_body(&letter));
            page(&mailbox, &letter.mail.subject, &body, false)
        }
        Ok(None) => (StatusCode::NOT_FOUND, "There is no such mail.").into_response(),
        Err(error) => trouble(&error),
    }
}

fn trouble(error: &MailError) -> Response {
    tracing::error!(%error, "the outbox cannot be read");
    (StatusCode::INTERNAL_SERVER_ERROR, "The outbox cannot be read. The log says why.").into_response()
}

/// Copies the code where there is a script to do it: the button is hidden until then, and a click selects the code anyway.
const COPY: &str = "for(const button of document.querySelectorAll('.mail__copy')){\
    const code=document.getElementById('code'),said=document.getElementById('copied');\
    button.hidden=false;\
    button.addEventListener('click',async()=>{\
    try{await navigator.clipboard.writeText(code.textContent)}\
    catch{getSelection().selectAllChildren(code);document.execCommand('copy')}\
    said.textContent='Copied';setTimeout(()=>said.textContent='',4000)})}";

fn page(mailbox: &Mailbox, title: &str, body: &str, watching: bool) -> Response {
    let refresh = if watching { "<meta http-equiv=\"refresh\" content=\"5\">" } else { "" };
    let title = escape(title);
    let styles = mailbox.styles.each_ref().map(|sheet| format!("<link rel=\"stylesheet\" href=\"{}\">", escape(sheet))).concat();
    let nonce = Nonce::new();
    let html = format!(
        "<!DOCTYPE html><html lang=\"en-GB\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><meta name=\"color-scheme\" content=\"light dark\">\
         {refresh}<title>{title} – Pando</title>{styles}</head>\
         <body><div class=\"skip-links\"><a class=\"nhsuk-skip-link\" href=\"#main\">Skip to main content</a></div>\
         <main id=\"main\" class=\"page\" tabindex=\"-1\"><h1 class=\"page__title\">{title}</h1>{body}</main>\
         <script nonce=\"{nonce}\">{COPY}</script></body></html>"
    );
    ([(CACHE_CONTROL, HeaderValue::from_static("no-store")), (CONTENT_SECURITY_POLICY, security::csp(&nonce))], Html(html)).into_response()
}

/// The newest letter open, and the others by their subject.
fn list_body(letters: &[Letter]) -> String {
    let mut body = format!(
        "<p class=\"page__lead\">Mail that this trial installation would have sent. \
         <a href=\"/dev/mail\">Look again</a>, or <a href=\"/dev/mail?{WATCH}\">every 5 seconds</a>.</p>"
    );
    let Some((newest, others)) = letters.split_first() else {
        body.push_str(
            "<p class=\"page__section\">No mail yet. Ask for a code on the <a href=\"/sign-in\">sign-in page</a>, then look again.</p>",
        );
        return body;
    };
    body.push_str("<section class=\"page__section\" aria-labelledby=\"newest\"><h2 class=\"page__heading\" id=\"newest\">Newest mail: ");
    body.push_str(&escape(&newest.mail.subject));
    body.push_str("</h2>");
    body.push_str(&letter_body(newest));
    body.push_str("</section>");
    if !others.is_empty() {
        body.push_str(&others_body(others));
    }
    body
}

fn others_body(letters: &[Letter]) -> String {
    let mut body = String::from(
        "<section class=\"page__section\" aria-labelledby=\"earlier\"><h2 class=\"page__heading\" id=\"earlier\">Earlier mails</h2>\
         <ul class=\"outbox card\" aria-labelledby=\"earlier\">",
    );
    for letter in letters {
        // Writing into a String cannot fail.
        let _ = write!(
            body,
            "<li><a class=\"outbox__row\" href=\"/dev/mail/{}\"><span class=\"outbox__top\"><span class=\"outbox__to\">{}</span>\
             <time class=\"outbox__when\">{}</time></span><span class=\"outbox__subject\">{}</span></a></li>",
            escape(&letter.name),
            escape(&letter.mail.to),
            moment(letter.at),
            escape(&letter.mail.subject),
        );
    }
    body.push_str("</ul></section>");
    body
}

/// A letter: its code first, as large as it is wanted.
fn letter_body(letter: &Letter) -> String {
    let code = model::code(&letter.mail.text).map_or(String::new(), |code| {
        format!(
            "<p class=\"mail__code\"><code class=\"mail__digits\" id=\"code\">{code}</code> \
             <button type=\"button\" class=\"button mail__copy\" hidden>Copy the code</button> \
             <span id=\"copied\" role=\"status\"></span></p>"
        )
    });
    format!(
        "<dl class=\"summary-list\"><div><dt>To</dt><dd>{}</dd></div><div><dt>Sent</dt><dd>{}</dd></div></dl>{code}\
         <pre class=\"mail__text page__section\">{}</pre>",
        escape(&letter.mail.to),
        moment(letter.at),
        escape(&letter.mail.text),
    )
}

fn moment(at: i64) -> String {
    Timestamp::from_millisecond(at).map(|at| at.to_zoned(TimeZone::UTC).strftime("%-d %B %Y, %H:%M:%S UTC").to_string()).unwrap_or_default()
}

#[cfg(test)]
mod tests;
