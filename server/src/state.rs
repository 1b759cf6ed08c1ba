//! What the handlers of every address share.

use std::ops::Deref;
use std::sync::Arc;

use app::shell::Build;
use axum::extract::FromRef;
use domain::access::World;
use leptos::config::LeptosOptions;

use crate::heads::Heads;
use crate::hub::Hub;

/// What handlers share; cloning it counts one reference, because every request does.
#[derive(Clone)]
pub struct AppState(Arc<Shared>);

impl Deref for AppState {
    type Target = Shared;

    fn deref(&self) -> &Shared {
        &self.0
    }
}

impl From<Shared> for AppState {
    fn from(shared: Shared) -> Self {
        Self(Arc::new(shared))
    }
}

impl FromRef<AppState> for LeptosOptions {
    fn from_ref(state: &AppState) -> Self {
        state.leptos.clone()
    }
}

/// What an [`AppState`] shares.
pub struct Shared {
    /// Where the built site lies.
    pub leptos: LeptosOptions,
    /// Database, clock, bus, lane.
    pub world: World,
    /// Who is connected.
    pub hub: Arc<Hub>,
    /// How far those connected were told.
    pub heads: Arc<Heads>,
    /// Which build this is.
    pub build: Build,
}
