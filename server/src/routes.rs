//! Every address of the server, from top to bottom.

use std::net::IpAddr;
use std::pin::Pin;
use std::sync::{Arc, LazyLock};

use axum::Router;
use axum::extract::{RawQuery, Request, State};
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse, Response};
use axum::routing::on;
use http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderValue};
use http::{StatusCode, request::Parts};
use leptos::config::LeptosOptions;
use leptos::prelude::{provide_context, use_context, with_context};
use leptos_axum::{AxumRouteListing, LeptosRoutes, ResponseOptions, generate_route_list};
use tower_http::services::{ServeDir, ServeFile};
use tower_http::set_header::SetResponseHeaderLayer;

use crate::addresses::{Address, What, addresses};
use crate::compression::compressed;
use crate::crashes::Crashes;
use crate::drawing::drawn;
use crate::gate::{self, Gate};
use crate::session::SessionLayer;
use crate::state::AppState;
use crate::{live, security};

/// What depends on how the server is reached.
pub struct Reach {
    /// Whether people reach it by TLS.
    pub tls: bool,
    /// Proxies that are believed about a client's address.
    pub trusted: Arc<[IpAddr]>,
    /// The screen that shows mail, when mail is written to a folder.
    pub mailbox: Option<Router>,
}

/// The addresses of screens, listed once: while they are, nothing in the whole process can ask for anything, and a page that is
/// drawn in that moment by another router would wait for ever.
pub static SCREENS: LazyLock<Vec<AxumRouteListing>> = LazyLock::new(|| generate_route_list(app::App));

/// Every address, behind everything that is checked before one is reached.
pub fn router(state: AppState, reach: Reach) -> Router {
    let world = state.world.clone();
    let trial = reach.mailbox.is_some();
    let outbox = reach.mailbox.unwrap_or_default();
    let mut app = Router::new().merge(compressed(drawn(pages(&state, trial))));
    for address in addresses(trial) {
        app = with(app, address, &state, &outbox);
    }
    let app = app.fallback_service(files(&state, trial)).with_state(state);
    let gate = Gate::new(world.clone(), reach.tls, reach.trusted, trial);
    // The last layer is the outermost: nothing of a session is touched before the gate has let a request pass.
    app.layer(SessionLayer::new(&world)).layer(from_fn_with_state(gate, gate::pass))
}

/// The router with what answers at an address. There is no other way into it, but for the screens and the server functions, which
/// list themselves.
fn with(app: Router<AppState>, address: &'static Address, state: &AppState, outbox: &Router) -> Router<AppState> {
    let (path, by) = (address.path, address.by);
    match address.what {
        What::Line => app.route(path, on(by, live::connect)),
        What::Crash => app.route(path, on(by, crashed(Crashes::default()))),
        What::Shell => app.route(path, on(by, shell_files)),
        What::Health => app.route(path, on(by, || async { "ok" })),
        What::Ready => app.route(path, on(by, ready)),
        What::Offline => app.route_service(path, offline_page(&state.leptos)),
        What::HashedFiles => app.nest_service(path, hashed_files(&state.leptos)),
        What::Outbox => app.nest(path, outbox.clone().with_state(())),
        What::GalleryFile => app.route(path, on(by, gallery_csv)),
        // With the screens, or in the folder where everything else is looked for.
        What::Functions | What::Gallery | What::Files => app,
    }
}

/// The screens and the server functions.
fn pages(state: &AppState, trial: bool) -> Router<AppState> {
    Router::new().leptos_routes_with_context(state, SCREENS.clone(), around(state, trial), app::shell::shell)
}

/// What every screen and server function finds around it; where this is a trial, that there is a gallery.
fn around(state: &AppState, trial: bool) -> impl Fn() + Clone + Send + Sync + 'static {
    let (world, build) = (state.world.clone(), state.build.clone());
    move || {
        provide_context(world.clone());
        provide_context(build.clone());
        if trial {
            provide_context(gallery::server::Shown);
        }
        allow_scripts();
    }
}

/// A page's scripts carry its nonce; a server function's answer has no scripts.
fn allow_scripts() {
    let is_page = with_context(|parts: &Parts| !parts.uri.path().starts_with("/api/")).unwrap_or(false);
    if !is_page {
        return;
    }
    if let (Some(nonce), Some(response)) = (leptos::nonce::use_nonce(), use_context::<ResponseOptions>()) {
        response.insert_header(CONTENT_SECURITY_POLICY, security::csp(&nonce));
    }
}

/// Files with a hash in their name: they never change.
fn hashed_files(options: &LeptosOptions) -> Router {
    let folder = format!("{}/{}", options.site_root, options.site_pkg_dir);
    let files = ServeDir::new(folder).precompressed_br().precompressed_gzip();
    let forever = SetResponseHeaderLayer::if_not_present(CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable"));
    Router::new().fallback_service(files).layer(forever)
}

/// Files without: asked for again each time, answered "not modified". What is not a file is a screen that says so.
fn files(state: &AppState, trial: bool) -> Router {
    let lost = leptos_axum::file_and_error_handler_with_context::<AppState, _>(around(state, trial), |_| app::shell::shell());
    // That screen names whoever is signed in, so it is kept by nobody.
    let never = SetResponseHeaderLayer::if_not_present(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    let lost = drawn(Router::new().fallback(lost)).layer(never).with_state(state.clone());
    let files = ServeDir::new(&*state.leptos.site_root).append_index_html_on_directories(false).precompressed_br().precompressed_gzip();
    let again = SetResponseHeaderLayer::if_not_present(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    Router::new().fallback_service(files.fallback(lost)).layer(again)
}

/// The page that stands in while there is no network: it runs a script of its own, without a page's nonce.
fn offline_page(options: &LeptosOptions) -> Router {
    let page = ServeFile::new(format!("{}/offline.html", options.site_root)).precompressed_br().precompressed_gzip();
    let again = SetResponseHeaderLayer::if_not_present(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    let policy = SetResponseHeaderLayer::overriding(CONTENT_SECURITY_POLICY, security::csp_of_a_file());
    Router::new().fallback_service(page).layer(again).layer(policy)
}

/// A page has stopped, and says where. Anybody's may: the screens of coming in are pages too.
fn crashed(crashes: Crashes) -> impl Fn(State<AppState>, Request) -> Pin<Box<dyn Future<Output = StatusCode> + Send>> + Clone {
    let crashes = Arc::new(crashes);
    move |State(state), request| {
        let crashes = crashes.clone();
        Box::pin(async move { crashes.take(state.world.now(), request).await })
    }
}

/// What the service worker keeps: the shell, and nothing else.
async fn shell_files(State(state): State<AppState>) -> Response {
    let options = &state.leptos;
    let folder = format!("{}/{}", options.site_root, options.site_pkg_dir);
    let alone = ["/offline.html", "/offline.css", "/offline.js", "/icons.svg", "/favicon.svg"];
    let mut assets: Vec<String> = alone.map(String::from).into();
    let entries = std::fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok);
    let names = entries.filter_map(|entry| entry.file_name().into_string().ok());
    // The gallery is for those who build screens.
    let kept = |name: &String| [".css", ".js", ".wasm"].iter().any(|end| name.ends_with(end)) && !name.starts_with("split_gallery.");
    assets.extend(names.filter(kept).map(|name| format!("/{}/{name}", options.site_pkg_dir)));
    assets.sort();
    let shell = serde_json::json!({ "version": *state.build.version, "assets": assets });
    ([(CONTENT_TYPE, "application/json"), (CACHE_CONTROL, "no-cache")], shell.to_string()).into_response()
}

/// Whether this server can do its work: the database answers, and everybody who works here stands.
async fn ready(State(state): State<AppState>) -> (StatusCode, String) {
    if let Some(worker) = state.world.lane.workers().find_down() {
        return (StatusCode::SERVICE_UNAVAILABLE, format!("the worker of {worker} fell over, and is started again"));
    }
    match state.world.db.ping().await {
        Ok(()) => (StatusCode::OK, "ready".into()),
        Err(error) => {
            tracing::error!(%error, "not ready");
            (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer".into())
        }
    }
}

/// What the gallery's table has filtered, as a file.
async fn gallery_csv(RawQuery(query): RawQuery) -> Response {
    match gallery::server::people_csv(&query.unwrap_or_default()) {
        Ok(file) => {
            ([(CONTENT_TYPE, "text/csv; charset=utf-8"), (CONTENT_DISPOSITION, "attachment; filename=people.csv")], file).into_response()
        }
        Err(error) => {
            tracing::error!(%error, "the file of the gallery cannot be written");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}
