//! The server's side: an answer has a status.

use domain::access::Failure;
use http::header::RETRY_AFTER;
use http::{HeaderValue, StatusCode};
use leptos::prelude::use_context;
use leptos_axum::ResponseOptions;

/// What cannot be read here is what was asked.
pub const READS_ANSWERS: bool = false;

/// Answers with the HTTP status that belongs to a failure.
pub fn set_status(failure: &Failure) {
    if let Some(response) = use_context::<ResponseOptions>() {
        response.set_status(StatusCode::from_u16(failure.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR));
        if let Some(seconds) = failure.retry_after() {
            response.insert_header(RETRY_AFTER, HeaderValue::from(seconds));
        }
    }
}
