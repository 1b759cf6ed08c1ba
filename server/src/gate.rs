//! Before every answer: what is refused unread, who asks, where they belong; and the headers of every answer.
//!
//! One step and not a layer for each rule: every layer would be copied for every request.

use std::net::IpAddr;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use domain::access::{OrganisationId, Outcome, World};
use domain::organisation::model::Feature;
use futures::FutureExt;
use http::StatusCode;
use http::header::{CACHE_CONTROL, HeaderValue};

use crate::guard::{self, Flashes};
use crate::security::Room;
use crate::{addresses, security, session};

/// What the gate goes by.
#[derive(Clone)]
pub struct Gate(Arc<Rules>);

struct Rules {
    world: World,
    tls: bool,
    trusted: Arc<[IpAddr]>,
    trial: bool,
    flashes: Flashes,
}

impl Gate {
    /// `tls`: whether people reach us by TLS; `trusted`: proxies that are believed about a client's address; `trial`: whether there
    /// is an outbox to look into.
    pub fn new(world: World, tls: bool, trusted: Arc<[IpAddr]>, trial: bool) -> Self {
        Self(Arc::new(Rules { flashes: Flashes::new(world.clone()), world, tls, trusted, trial }))
    }
}

/// Lets a request pass, or answers in its place. Nothing with data is kept by browsers and proxies unless it says so.
pub async fn pass(State(gate): State<Gate>, request: Request, next: Next) -> Response {
    let answering = security::talk_of(&request).map(|talk| talk.answering());
    // A handler that falls over takes its own request with it, and not the others of its connection.
    let answer = AssertUnwindSafe(gate.0.answer(request, next)).catch_unwind().await;
    let mut response = answer.unwrap_or_else(|_| (StatusCode::INTERNAL_SERVER_ERROR, "Something went wrong on our side.").into_response());
    security::set_headers(response.headers_mut(), gate.0.tls);
    response.headers_mut().entry(CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    match answering {
        Some(answering) => answering.with(response),
        None => response,
    }
}

impl Rules {
    async fn answer(&self, mut request: Request, next: Next) -> Response {
        security::note_address(&mut request, &self.trusted);
        let room = addresses::find(request.uri().path(), self.trial).map_or(Room::NONE, |address| address.takes);
        let files = room == Room::FILES;
        let refused = security::another_path(&request).or_else(|| security::another_origin(&request, &self.world.public_url, files));
        if let Some(refusal) = refused {
            return refusal.into_response();
        }
        let mut request = match security::bounded(request, room).await {
            Ok(request) => request,
            Err(refusal) => return refusal.into_response(),
        };
        match (session::stand(&self.world, &mut request).await, security::talk_of(&request)) {
            (Ok(Some(person)), Some(talk)) => talk.know(person.0),
            (Ok(_), _) => {}
            (Err(failure), _) => return guard::in_words(&failure, guard::is_page(&request)),
        }
        if let Some(path) = guard::elsewhere(&request, self.trial) {
            return Redirect::to(&path).into_response();
        }
        match self.has(guard::needed(&request)).await {
            Ok(()) => guard::plain_forms(&self.flashes, request, next).await,
            Err(failure) => guard::in_words(&failure, guard::is_page(&request)),
        }
    }

    /// Refuses what an organisation has switched off.
    async fn has(&self, needed: Vec<(OrganisationId, Feature)>) -> Outcome<()> {
        for (organisation, feature) in needed {
            self.world.organisations.needs(&self.world, organisation, feature).await?;
        }
        Ok(())
    }
}
