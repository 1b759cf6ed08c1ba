//! Words and ids planted where nobody who asks in the permission matrix may see them: looked for in whatever anybody is told.

use domain::access::{ConversationId, Ctx, Level, MessageId, SiteId, WardId};
use domain::account::model::Profile;
use domain::chat::actions;
use domain::testing::Engine;
use uuid::Uuid;

use super::stage::{Asker, SAID, Stage, Who};

/// Nobody is told them but Vera and Wim, each their own, or Zephaniah, who is of a Trust of his own.
const SECRETS: [&str; 15] = [
    "quillfeather", // what their group is called
    "marrowfat",    // what Vera said there
    "thistledown",  // what that was before she changed it
    "bramblewick",  // what she deleted
    "nettlecombe",  // what she said to Wim alone
    "sorrelbank",   // what he has not sent yet
    "agrimony",     // what was said where others came later, who do not see it
    "woodruff",     // her address
    "periwinkle",   // her device
    "12345wv",      // what her PIN is kept as
    "zephaniah",    // him
    "ptarmigan",    // his specialty
    "larkspur",     // his ward
    "hollyhock",    // its site
    "foxglove",     // his Trust
];

/// What a PIN is kept as is told to nobody at all.
const NOBODYS: &str = "12345wv";

/// Who of City Trust there is: told to its people at work.
const COLLEAGUES: [&str; 2] = ["wormwood", "olga owner"];

/// What was planted.
pub struct Planted {
    /// Is in the conversations below with Wim, and owns the groups.
    pub vera: Ctx,
    pub wim: Ctx,
    /// Of another Trust than everybody else.
    pub zephaniah: Ctx,
    pub group: ConversationId,
    pub direct: ConversationId,
    /// Those of City Trust who are at work came into it after `hidden` was said.
    pub late: ConversationId,
    pub message: MessageId,
    pub deleted: MessageId,
    pub hidden: MessageId,
    /// What Vera's browser called the deed of founding the group.
    pub once: Uuid,
    pub ward: WardId,
    pub site: SiteId,
}

impl Planted {
    pub async fn on(stage: &Stage) -> Self {
        let world = &stage.world;
        let (vera, wim) = (world.person("Vera Wormwood").await, world.person("Wim Weaver").await);
        let (person, device) = (vera.who.person, vera.who.device);
        world.write("UPDATE person SET email = 'woodruff@trust.nhs.uk' WHERE id = $1", |query| query.bind(person)).await;
        world.write("UPDATE device SET name = 'periwinkle', pin_hash = '12345wv' WHERE id = $1", |query| query.bind(device)).await;
        let foxglove = world.organisation("Foxglove Trust", "foxglove.nhs.uk").await;
        let ward = world.ward_of(foxglove, "Hollyhock", "Larkspur").await;
        let profile = Profile {
            name: "Zephaniah Zander".into(),
            role: "Porter".into(),
            grade: "Band 2".into(),
            specialty: "Ptarmigan".into(),
            ward: ward.to_string(),
            body: "none".into(),
            ..Profile::default()
        };
        let zephaniah = world.person_who(foxglove, &profile, Level::Person).await;
        let mut tx = world.world.db.read().await.expect("a read");
        let (site,): (SiteId,) = tx.query("SELECT site_id FROM ward WHERE id = $1").bind(ward).fetch_one().await.expect("its site");
        drop(tx);
        let (once, with) = (world.world.id(), [wim.who.person]);
        let group = actions::start_group(&vera, Some(once), "Quillfeather", &with, "all").await.expect("a group");
        let direct = actions::start_direct(&vera, wim.who.person).await.expect("a conversation");
        let late = actions::start_group(&vera, None, "Whoever comes later", &with, "none").await.expect("a group");
        let message = said(&vera, group, "thistledown", None).await;
        actions::edit(&vera, group, message, 1, "marrowfat").await.expect("changed");
        let deleted = said(&vera, group, "bramblewick", None).await;
        actions::delete(&vera, group, deleted).await.expect("deleted");
        said(&vera, direct, "nettlecombe", None).await;
        actions::save_draft(&wim, group, "sorrelbank", None, None).await.expect("kept");
        let hidden = said(&vera, late, "agrimony", None).await;
        let joining = Who::AT_WORK.into_iter().filter(|who| *who != Who::OtherOrganisation).filter_map(|who| stage.ctx(who));
        let joining: Vec<_> = joining.map(|ctx| ctx.who.person).collect();
        actions::add_people(&vera, late, &joining).await.expect("they are in it");
        said(&wim, late, "All of you see this.", Some(hidden)).await;
        Self { vera, wim, zephaniah, group, direct, late, message, deleted, hidden, once, ward, site }
    }
}

/// What `who` was told in this and must not know.
pub fn told(who: Who, text: &str) -> Vec<&'static str> {
    let text = text.to_lowercase();
    let strangers = !Who::AT_WORK.contains(&who) || who == Who::OtherOrganisation;
    let outside = !matches!(who, Who::Member | Who::GroupAdmin);
    let colleagues = COLLEAGUES.into_iter().filter(|_| strangers);
    let told = SECRETS.into_iter().chain(colleagues).filter(|word| text.contains(word));
    told.chain([SAID].into_iter().filter(|said| outside && text.contains(&said.to_lowercase()))).collect()
}

async fn said(ctx: &Ctx, conversation: ConversationId, body: &str, answers: Option<MessageId>) -> MessageId {
    actions::send(ctx, conversation, None, body, answers, None).await.expect("sent").id
}

/// An answer without what differs from one to the next: ids, and numbers.
pub fn masked(text: &str) -> String {
    let (mut masked, mut rest) = (String::with_capacity(text.len()), text);
    while let Some(letter) = rest.chars().next() {
        let id = rest.get(..36).filter(|id| Uuid::try_parse(id).is_ok());
        let digits = rest.len() - rest.trim_start_matches(|letter: char| letter.is_ascii_digit()).len();
        let (sign, taken) = match (id, digits) {
            (Some(id), _) => ('I', id.len()),
            (None, 0) => (letter, letter.len_utf8()),
            (None, digits) => ('0', digits),
        };
        masked.push(sign);
        rest = &rest[taken..];
    }
    masked
}

#[tokio::test]
async fn whoever_they_are_for_is_told_all_words_that_are_planted_where_others_look_for_them() {
    let stage = Stage::on(Engine::Sqlite).await;
    let planted = Planted::on(&stage).await;
    let Planted { group, direct, late, message, deleted, .. } = planted;
    let mut told = String::new();
    let asked = [
        (&planted.vera, "open-conversation", format!("conversation={group}")),
        (&planted.vera, "list-versions", format!("conversation={group}&message={message}")),
        (&planted.vera, "list-versions", format!("conversation={group}&message={deleted}")),
        (&planted.vera, "list-messages", format!("conversation={direct}")),
        (&planted.vera, "list-messages", format!("conversation={late}")),
        (&planted.vera, "my-arrival", String::new()),
        (&planted.vera, "list-devices", String::new()),
        (&planted.wim, "find-row", format!("conversation={group}")),
        (&planted.zephaniah, "search-people", "text=ptarmigan".into()),
        (&planted.zephaniah, "list-wards", String::new()),
        (&planted.zephaniah, "who-am-i", String::new()),
    ];
    for (who, name, body) in asked {
        let (status, answer) = stage.ask_as(&Asker::of(who), "POST", &format!("/api/{name}"), &body).await;
        assert_eq!(status, 200, "{name}: {answer}");
        told.push_str(&answer.to_lowercase());
    }
    for word in SECRETS.into_iter().chain(COLLEAGUES.into_iter().take(1)) {
        assert_eq!(told.contains(word), word != NOBODYS, "{word} in {told}");
    }
    let (_, answer) = stage.ask(Who::Member, "POST", "/api/search-people", "text=olga").await;
    assert!(answer.contains("Olga Owner"), "{answer}");
    let own = stage.group().await;
    stage.message(own, Who::Member).await;
    let (_, answer) = stage.ask(Who::Member, "POST", "/api/list-messages", &format!("conversation={own}")).await;
    assert!(answer.contains(SAID), "{answer}");
}
