//! A server without a network, a group with everybody who may knock at it, and their cookies.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use app::shell::Build;
use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::response::Response;
use domain::access::{ConversationId, Ctx, DeviceId, Level, MessageId, OrganisationId, World};
use domain::account::model::Profile;
use domain::chat::actions;
use domain::testing::{Engine, TestWorld, token_of};
use http::header::{ACCEPT_ENCODING, LOCATION, SET_COOKIE};
use http::{HeaderValue, Request, StatusCode};
use leptos::config::LeptosOptions;
use tokio::sync::OnceCell;
use tower::ServiceExt;

use crate::heads::Heads;
use crate::hub::Hub;
use crate::routes::{Reach, router};
use crate::security::{self, Connections, Most, Patience};
use crate::state::{AppState, Shared};

/// Who asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    Anonymous,
    /// Has asked for a code, and not entered it yet.
    Asked,
    /// Has come in, and not said who they are.
    Nameless,
    /// Has no PIN on this device yet.
    Pinless,
    Locked,
    Revoked,
    /// Belongs nowhere any more, and still has the session.
    Left,
    OtherOrganisation,
    ExMember,
    Member,
    GroupAdmin,
    OrganisationAdmin,
    NetworkAdmin,
}

impl Who {
    /// Everybody.
    pub const ALL: [Self; 13] = [
        Self::Anonymous,
        Self::Asked,
        Self::Nameless,
        Self::Pinless,
        Self::Locked,
        Self::Revoked,
        Self::Left,
        Self::OtherOrganisation,
        Self::ExMember,
        Self::Member,
        Self::GroupAdmin,
        Self::OrganisationAdmin,
        Self::NetworkAdmin,
    ];

    /// Those at work.
    pub const AT_WORK: [Self; 6] =
        [Self::OtherOrganisation, Self::ExMember, Self::Member, Self::GroupAdmin, Self::OrganisationAdmin, Self::NetworkAdmin];
}

/// Somebody who asks, by what a server knows them.
#[derive(Clone, Debug, Default)]
pub struct Asker {
    /// What their cookie says.
    pub token: Option<String>,
    pub device: Option<DeviceId>,
    /// Where their code went.
    pub email: String,
}

/// A group with its owner, and one of each who may ask.
pub struct Stage {
    pub world: TestWorld,
    pub router: Router,
    /// Another server of the same hospital.
    pub beside: Router,
    pub hub: Arc<Hub>,
    /// Owns the group.
    pub owner: Ctx,
    /// Is in nothing.
    pub bystander: Ctx,
    pub member: Ctx,
    admin: Ctx,
    ex_member: Ctx,
    stranger: Ctx,
    organisation_admin: Ctx,
    network_admin: Ctx,
    locked: Ctx,
    revoked: Ctx,
    nameless: Ctx,
    pinless: Ctx,
    left: Ctx,
    asked: OnceCell<Asker>,
    elsewhere: OrganisationId,
}

/// What is said in the group.
pub const SAID: &str = "Bed 4 is ready.";

/// An answer takes milliseconds, on a busy machine a second.
const LONGEST: Duration = Duration::from_mins(1);

/// What a form sends.
const WORDS: &str = "application/x-www-form-urlencoded";

impl Stage {
    pub async fn on(engine: Engine) -> Self {
        Self::with(engine, None).await
    }

    /// Of a server whose mail goes into an outbox.
    pub async fn of_a_trial() -> Self {
        Self::with(Engine::Sqlite, Some(Router::new())).await
    }

    async fn with(engine: Engine, mailbox: Option<Router>) -> Self {
        let world = TestWorld::on(engine).await;
        let elsewhere = world.organisation("Other Trust", "other.nhs.uk").await;
        let member = world.person("Mina Member").await;
        let locked = world.another_device(&member).await;
        let revoked = world.another_device(&member).await;
        domain::account::actions::lock(&locked).await.expect("locks");
        domain::account::actions::sign_out(&world.world, revoked.who).await.expect("signs out");
        let (beside, _) = served(&world.world, &Heads::on(&world.world.bus), mailbox.clone());
        let (router, hub) = served(&world.world, &Heads::on(&world.world.bus), mailbox);
        let made = async |who, name| made(&world, elsewhere, who, name).await;
        Self {
            asked: OnceCell::new(),
            router,
            beside,
            hub,
            owner: world.person("Olga Owner").await,
            bystander: world.person("Bea Bystander").await,
            admin: world.person("Ada Admin").await,
            ex_member: world.person("Eve Exmember").await,
            stranger: made(Who::OtherOrganisation, "Otto Other").await,
            organisation_admin: made(Who::OrganisationAdmin, "Ora Organisation").await,
            network_admin: made(Who::NetworkAdmin, "Ned Network").await,
            nameless: made(Who::Nameless, "Nell Nameless").await,
            pinless: made(Who::Pinless, "Paul Pinless").await,
            left: made(Who::Left, "Lena Left").await,
            elsewhere,
            member,
            locked,
            revoked,
            world,
        }
    }

    /// Whoever this is, by what a server knows them.
    pub async fn asker(&self, who: Who) -> Asker {
        if who == Who::Asked {
            return self.asked.get_or_init(|| self.another(who)).await.clone();
        }
        self.ctx(who).map(Asker::of).unwrap_or_default()
    }

    /// Somebody new who stands where `who` does, and is in nothing: for what changes where one stands.
    pub async fn another(&self, who: Who) -> Asker {
        match who {
            Who::Anonymous => Asker::default(),
            Who::Asked => asks(&self.router, format!("{}@trust.nhs.uk", self.world.world.id().simple())).await,
            _ => Asker::of(&made(&self.world, self.elsewhere, who, "Ash Another").await),
        }
    }

    /// A fresh group, and a message in it by each who can write one.
    pub async fn group(&self) -> ConversationId {
        let others = [&self.member, &self.admin, &self.ex_member].map(|ctx| ctx.who.person);
        let group = actions::start_group(&self.owner, None, "Ward 7", &others, "all").await.expect("a group");
        actions::appoint(&self.owner, group, self.admin.who.person, "admin").await.expect("an admin");
        actions::remove_person(&self.owner, group, self.ex_member.who.person).await.expect("gone");
        group
    }

    /// A message of `author` there; of the owner, when the author cannot write. Nobody who is not in it is ever told [`SAID`].
    pub async fn message(&self, group: ConversationId, author: Who) -> MessageId {
        let author = match author {
            Who::Member | Who::GroupAdmin => self.ctx(author).expect("a member"),
            _ => &self.owner,
        };
        actions::send(author, group, None, SAID, None, None).await.expect("sent").id
    }

    pub fn ctx(&self, who: Who) -> Option<&Ctx> {
        Some(match who {
            Who::Anonymous | Who::Asked => return None,
            Who::Nameless => &self.nameless,
            Who::Pinless => &self.pinless,
            Who::Locked => &self.locked,
            Who::Revoked => &self.revoked,
            Who::Left => &self.left,
            Who::OtherOrganisation => &self.stranger,
            Who::ExMember => &self.ex_member,
            Who::Member => &self.member,
            Who::GroupAdmin => &self.admin,
            Who::OrganisationAdmin => &self.organisation_admin,
            Who::NetworkAdmin => &self.network_admin,
        })
    }

    /// Asks as a script of our own page does.
    pub async fn ask(&self, who: Who, method: &str, path: &str, body: &str) -> (StatusCode, String) {
        self.ask_as(&self.asker(who).await, method, path, body).await
    }

    /// The same, for somebody who need not be one of those here.
    pub async fn ask_as(&self, asker: &Asker, method: &str, path: &str, body: &str) -> (StatusCode, String) {
        let response = answer(&self.router, request(asker, method, path, WORDS, body.to_owned())).await;
        (response.status(), text(response).await)
    }

    /// Opens an address: what is answered, where that leads, and what it says.
    pub async fn open(&self, who: Who, path: &str) -> (StatusCode, String, String) {
        let response = answer(&self.router, request(&self.asker(who).await, "GET", path, WORDS, String::new())).await;
        let to = response.headers().get(LOCATION).and_then(|to| to.to_str().ok()).unwrap_or_default().to_owned();
        (response.status(), to, text(response).await)
    }

    /// Sends a file as a script of our own page does.
    pub async fn send_file(&self, who: Who, path: &str, file: &str) -> u16 {
        let head = "Content-Disposition: form-data; name=\"file\"; filename=\"note.txt\"\r\nContent-Type: text/plain";
        let body = format!("--ward\r\n{head}\r\n\r\n{file}\r\n--ward--\r\n");
        let request = request(&self.asker(who).await, "POST", path, "multipart/form-data; boundary=ward", body);
        answer(&self.router, request).await.status().as_u16()
    }

    /// Asks for an address as a browser does that takes answers packed like this.
    pub async fn send_taking(&self, who: Who, path: &str, packed: &'static str) -> Response {
        let mut request = request(&self.asker(who).await, "GET", path, WORDS, String::new());
        request.headers_mut().insert(ACCEPT_ENCODING, HeaderValue::from_static(packed));
        answer(&self.router, request).await
    }
}

impl Asker {
    /// Somebody on a device.
    pub fn of(ctx: &Ctx) -> Self {
        Self { token: Some(token_of(ctx.who.device)), device: Some(ctx.who.device), email: String::new() }
    }
}

fn request(asker: &Asker, method: &str, path: &str, kind: &str, body: String) -> Request<Body> {
    let mut request = Request::builder()
        .method(method)
        .uri(path)
        .header("host", "pando.test")
        .header("origin", "https://pando.test")
        .header("accept", if method == "GET" { "text/html" } else { "application/json" })
        .header("content-type", kind);
    if let Some(token) = &asker.token {
        request = request.header("cookie", format!("__Host-pando={token}"));
    }
    let mut request = request.body(Body::from(body)).expect("a request");
    request.extensions_mut().insert(ConnectInfo(SocketAddr::from(([127, 0, 0, 1], 4000))));
    request
}

/// Somebody who stands where `who` does.
async fn made(world: &TestWorld, elsewhere: OrganisationId, who: Who, name: &str) -> Ctx {
    let manager = Profile { name: name.into(), role: "Manager".into(), grade: "8a".into(), body: "none".into(), ..Profile::default() };
    let ctx = match who {
        Who::OtherOrganisation => world.person_of(elsewhere, name).await,
        Who::OrganisationAdmin => world.person_who(world.organisation, &manager, Level::OrganisationAdmin).await,
        Who::NetworkAdmin => world.person_who(world.organisation, &manager, Level::NetworkAdmin).await,
        _ => world.person(name).await,
    };
    let (person, device) = (ctx.who.person, ctx.who.device);
    match who {
        Who::Nameless => world.write("UPDATE person SET profiled_at = NULL WHERE id = $1", |query| query.bind(person)).await,
        Who::Pinless => world.write("UPDATE device SET pin_hash = NULL WHERE id = $1", |query| query.bind(device)).await,
        Who::Locked => domain::account::actions::lock(&ctx).await.expect("locks"),
        Who::Revoked => domain::account::actions::sign_out(&world.world, ctx.who).await.expect("signs out"),
        Who::Left => world.leaves(&ctx).await,
        _ => {}
    }
    ctx
}

/// A browser that asks for a code for this address.
async fn asks(router: &Router, email: String) -> Asker {
    let response = answer(router, request(&Asker::default(), "POST", "/api/request-code", WORDS, format!("email={email}"))).await;
    let cookie = response.headers().get(SET_COOKIE).and_then(|cookie| cookie.to_str().ok()).expect("a session");
    let token = cookie.split(['=', ';']).nth(1).map(str::to_owned);
    Asker { token, device: None, email }
}

/// The server of this world, and who is connected to it.
pub fn served(world: &World, heads: &Arc<Heads>, mailbox: Option<Router>) -> (Router, Arc<Hub>) {
    let hub = Arc::new(Hub::default());
    let state = AppState::from(Shared {
        leptos: LeptosOptions::builder().output_name("pando").site_root("target/site").build(),
        world: world.clone(),
        hub: hub.clone(),
        heads: heads.clone(),
        build: Build { version: "test".into(), ..Build::default() },
    });
    (router(state, Reach { tls: false, trusted: Arc::from([]), mailbox }), hub)
}

/// Listens on a free port.
pub fn listen(router: &Router, most: Most, patience: Patience) -> SocketAddr {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    listener.set_nonblocking(true).expect("it does not block");
    let address = listener.local_addr().expect("an address");
    let connections = Connections::new(most, patience, Arc::from([]));
    let mut server = axum_server::from_tcp(listener).expect("it listens").acceptor(connections);
    security::harden(&mut server);
    tokio::spawn(server.serve(router.clone().into_make_service_with_connect_info::<SocketAddr>()));
    address
}

/// What the server answers, whole; one that never comes is named, so that nobody waits for it to the end of a run.
pub async fn answer(router: &Router, request: Request<Body>) -> Response {
    let asked = format!("{} {}", request.method(), request.uri());
    let whole = async {
        let (parts, body) = router.clone().oneshot(request).await.expect("an answer").into_parts();
        let body = axum::body::to_bytes(body, usize::MAX).await.expect("the answer reads");
        Response::from_parts(parts, Body::from(body))
    };
    tokio::time::timeout(LONGEST, whole).await.unwrap_or_else(|_| panic!("{asked} is never answered"))
}

async fn text(response: Response) -> String {
    let body = axum::body::to_bytes(response.into_body(), usize::MAX).await.expect("the answer reads");
    String::from_utf8_lossy(&body).into_owned()
}
