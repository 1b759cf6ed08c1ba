//! `server serve`: opens everything, answers until told to stop, and stops without losing anything.

use std::error::Error;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::routing::get;
use axum_server::Handle;
use axum_server::tls_rustls::{RustlsAcceptor, RustlsConfig};
use domain::access::{OrganisationId, Parts, World};
use domain::account::actions::{MAIL, deliver, tidy};
use domain::account::door::Door;
use domain::affiliation::actions::{SETTLE, settle};
use domain::audit::actions::{PRUNE, let_go, plan, publish, seal};
use domain::audit::outside::Outside;
use domain::chat::lane::Lane;
use domain::organisation::actions::may_do_job;
use domain::organisation::memory::Organisations;
use domain::retention::actions::{SWEEP, plan_sweep, sweep_blobs};
use platform::blobs::Blobs;
use platform::bus::Bus;
use platform::clock::Clock;
use platform::config::Config;
use platform::db::Db;
use platform::ids::Chance;
use platform::jobs::Runner;
use platform::mail::Mailer;
use platform::secret::Secret;
use platform::telemetry::{self, PrometheusHandle};
use tokio::time::MissedTickBehavior;

use crate::heads::keep_looking;
use crate::hub::Hub;
use crate::routes::{Reach, router};
use crate::security::{Most, Patience};
use crate::state::{AppState, Shared};
use crate::{live, mailbox, security, site};

/// Runs the server until SIGTERM or Ctrl+C.
pub async fn serve(config: Config) -> Result<(), Box<dyn Error>> {
    telemetry::start_log(config.log_format, &config.log_level)?;
    let telemetry = telemetry::start_numbers()?;
    let world = open(&config).await?;
    let mailer = Mailer::open(&config.mail, &config.mail_from, world.clock.clone())?;
    let hub = Arc::new(Hub::default());
    live::watch(&world, &hub);
    let (heads, look) = keep_looking(&world, &hub);
    let runner = runner(&world, mailer.clone());
    let work = world.lane.workers().keep("jobs", move || run(runner.clone()));
    let idle = world.clone();
    let chores = world.lane.workers().keep("chores", move || chores(idle.clone()));
    let (sealed, outside) = (world.clone(), Outside::in_folder(&config.audit_heads));
    let into = outside.clone();
    let seals = world.lane.workers().keep("seals", move || seals(sealed.clone(), into.clone()));
    let leptos = site::options()?;
    let hashes = site::hashes(&leptos);
    let build = site::build(&leptos, &hashes)?;
    if mailer.outbox().is_some() && !mailbox::is_safe(&config) {
        tracing::warn!("codes go into a folder that no page shows, because others than this machine can come here: set `mail`");
    }
    let reach = Reach {
        tls: config.is_public_tls(),
        trusted: config.trusted_proxy.clone().into(),
        mailbox: mailbox::router(&config, &mailer, build.styles.clone()),
    };
    let state = AppState::from(Shared { leptos, world: world.clone(), hub: hub.clone(), heads, build });
    let handle = Handle::new();
    tokio::spawn(stop(handle.clone(), hub, Duration::from_secs(config.stop_seconds)));
    tracing::info!(listen = %config.listen, url = %config.public_url, engine = world.db.engine(), "Pando answers");
    tokio::select! {
        ended = listen(&config, handle, router(state, reach)) => ended?,
        ended = numbers(config.metrics_listen, telemetry) => ended?,
        () = world.db.doubted() => return Err("the disk could not flush: ending, because only a new start can tell what it holds".into()),
    }
    look.abort();
    work.abort();
    chores.abort();
    seals.abort();
    // Not heard by a timer any more: what was done in the last seconds.
    seal_and_publish(&world, &outside).await;
    world.db.close().await;
    tracing::info!("stopped; everything acknowledged is on disk");
    Ok(())
}

/// The world of these settings, with its tables up to date.
pub async fn open(config: &Config) -> Result<World, Box<dyn Error>> {
    let db = Db::open_up_to_date(&config.database()).await?;
    let (secret, clock) = (Secret::load_or_create(&config.secret_file)?, Clock::Machine);
    let blobs = Blobs::open(&config.blobs)?;
    let bus = match &config.nats {
        Some(route) => Bus::shared(route, secret.clone()).await?,
        None => Bus::default(),
    };
    Ok(World::from(Parts {
        lane: Lane::start(db.clone(), bus.clone(), clock.clone()),
        door: Door::new(&bus),
        organisations: Organisations::new(&bus),
        db,
        blobs,
        bus,
        clock,
        chance: Chance::Machine,
        secret,
        // What is put behind it begins with a slash.
        public_url: config.public_url.trim_end_matches('/').into(),
    }))
}

async fn listen(config: &Config, handle: Handle<SocketAddr>, router: axum::Router) -> std::io::Result<()> {
    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    let most = Most::of(usize::try_from(config.max_connections).unwrap_or(usize::MAX));
    let connections = security::Connections::new(most, Patience::default(), config.trusted_proxy.clone().into());
    let server = axum_server::bind(config.listen).handle(handle);
    if let (Some(cert), Some(key)) = (&config.tls_cert, &config.tls_key) {
        let tls = RustlsConfig::from_pem_file(cert, key).await?;
        let mut server = server.acceptor(RustlsAcceptor::new(tls).acceptor(connections));
        security::harden(&mut server);
        return server.serve(service).await;
    }
    let mut server = server.acceptor(connections);
    security::harden(&mut server);
    server.serve(service).await
}

/// Answers `/metrics` at an address of its own, where whoever runs this machine says so: who may come there is theirs to arrange,
/// and a proxy that brings people to the other address brings nobody here.
async fn numbers(listen: Option<SocketAddr>, numbers: PrometheusHandle) -> std::io::Result<()> {
    let Some(listen) = listen else { return std::future::pending().await };
    let connections = security::Connections::new(Most::of(64), Patience::default(), Arc::from([]));
    let mut server = axum_server::bind(listen).acceptor(connections);
    security::harden(&mut server);
    tracing::info!(%listen, "numbers are at /metrics");
    server.serve(numbers_router(numbers).into_make_service()).await
}

/// The only address there.
pub fn numbers_router(numbers: PrometheusHandle) -> axum::Router {
    axum::Router::new().route("/metrics", get(move || async move { numbers.render() }))
}

/// Waits to be told to stop; tells the sockets to come back, and lets requests under way finish.
async fn stop(handle: Handle<SocketAddr>, hub: Arc<Hub>, patience: Duration) {
    let Ok(mut terminated) = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) else { return };
    tokio::select! {
        _ = terminated.recv() => {}
        _ = tokio::signal::ctrl_c() => {}
    }
    tracing::info!(sockets = hub.count(), "stopping");
    hub.stop();
    handle.graceful_shutdown(Some(patience));
}

/// Knows every job: the mail that carries codes, what follows when somebody no longer belongs to an organisation, letting go of audit
/// entries that are kept no longer, and removing images and files that nobody keeps. What an organisation has switched off is not begun.
fn runner(world: &World, mailer: Mailer) -> Runner {
    let (url, settling, pruning) = (world.public_url.clone(), world.clone(), world.clone());
    let (sweeping, asked) = (world.clone(), world.clone());
    Runner::new(world.db.clone(), world.clock.clone(), world.secret.clone())
        .asks(move |feature, organisation| {
            let world = asked.clone();
            async move { may_do_job(&world, feature, OrganisationId(organisation)).await }
        })
        .on(MAIL, move |payload| {
            let (mailer, url) = (mailer.clone(), url.clone());
            async move { deliver(&mailer, &url, &payload).await }
        })
        .on(SETTLE, move |payload| {
            let world = settling.clone();
            async move { settle(&world, &payload).await }
        })
        .on(PRUNE, move |payload| {
            let world = pruning.clone();
            async move { let_go(&world, &payload).await }
        })
        .on(SWEEP, move |_| {
            let world = sweeping.clone();
            async move { sweep_blobs(&world).await }
        })
}

async fn run(runner: Runner) {
    runner.run().await;
}

/// How long an audit entry waits for its seal at most.
const SEAL_EVERY: Duration = Duration::from_secs(2);

/// Seals the audit entries of the last seconds, and tells the heads outside.
async fn seals(world: World, outside: Outside) {
    let mut every = tokio::time::interval(SEAL_EVERY);
    every.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        every.tick().await;
        seal_and_publish(&world, &outside).await;
    }
}

async fn seal_and_publish(world: &World, outside: &Outside) {
    if let Err(failure) = seal(world).await {
        tracing::warn!(%failure, "sealing the audit trail failed; tried again in a moment");
    }
    // What was sealed before has to go out whatever happened now.
    if let Err(failure) = publish(world, outside).await {
        tracing::warn!(%failure, "writing the audit trail's heads outside failed; tried again in a moment");
    }
}

/// Clears away what has expired, and sees that the nightly jobs wait, every ten minutes.
async fn chores(world: World) {
    let mut every = tokio::time::interval(Duration::from_mins(10));
    loop {
        every.tick().await;
        if let Err(failure) = tidy(&world).await {
            tracing::warn!(%failure, "tidying failed; tried again in ten minutes");
        }
        for planned in [plan(&world).await, plan_sweep(&world).await] {
            if let Err(failure) = planned {
                tracing::warn!(%failure, "planning a nightly job failed; tried again in ten minutes");
            }
        }
    }
}
