//! The one list: a table or a kind of blob is one entry, after all that it points to.
//!
//! A new one is asked: as what is it kept, how long and from when; whose is each row; what in it is secret; may a hold, its subject, an
//! export come to it; and how does it go.

use super::model::Access::{Nothing, Rows};
use super::model::Export::{LeftOut, Taken};
use super::model::Hold::Untouched;
use super::model::{AUDIT_DAYS, Class, Hold, Keep, Kept, Purge, RECORD_DAYS, Step, Way, What, Whose, Without, to};
use super::store;

const HOME: Step = to("organisation", &[("organisation_id", "id")]);
/// From a person to the organisation that keeps their account.
const THEIR_HOME: Step = to("organisation", &[("home_id", "id")]);
const PERSON: Step = to("person", &[("person_id", "id")]);
const DEVICE: Step = to("device", &[("device_id", "id")]);
const ADDRESS: Step = to("person", &[("email", "email")]);
const CONVERSATION: Step = to("conversation", &[("conversation_id", "id")]);
const AUTHOR: Step = to("person", &[("author_id", "id")]);
const MESSAGE: Step = to("message", &[("conversation_id", "conversation_id"), ("message_id", "id")]);
const TOPIC: Step = to("conversation", &[("topic_id", "id")]);

/// A hold on anybody who was there keeps what was said to them, and what others said of it.
const SAID: Hold = Hold::By(&[Whose::Conversation, Whose::Person, Whose::Organisation]);

/// Everything that is kept.
pub const LIST: &[Kept] = &[
    program(What::Table("program"), Purge::Stays("by it a program knows whether it may use the tables")),
    program(What::Table("_sqlx_migrations"), Purge::Stays("by it a program knows which tables there are")),
    // What `server doctor` writes to see that it can.
    program(What::Blobs("doctor"), Purge::Done),
    configured("network", &[&[to("organisation", &[("id", "network_id")])]], Purge::Whole),
    configured("organisation", &[&[to("organisation", &[("id", "id")])]], Purge::Whole),
    configured("mail_domain", &[&[HOME]], Purge::With("organisation")),
    configured("site", &[&[HOME]], Purge::With("organisation")),
    configured("ward", &[&[HOME]], Purge::With("site")),
    Kept {
        what: What::Table("person"),
        class: Class::Account,
        // What they wrote names them: they go after the last of it.
        keep: Keep::Days(RECORD_DAYS, "left_at"),
        ways: &[&[to("person", &[("id", "id")])], &[THEIR_HOME]],
        secret: &[],
        hold: Hold::By(&[Whose::Person, Whose::Organisation]),
        access: Rows(store::PERSON, &[]),
        export: Taken,
        purge: Purge::Whole,
    },
    Kept {
        what: What::Table("affiliation"),
        class: Class::Account,
        keep: Keep::AsLongAs("person"),
        ways: &[&[PERSON], &[HOME]],
        secret: &[],
        hold: Hold::By(&[Whose::Person, Whose::Organisation]),
        access: Rows(store::AFFILIATION, &[]),
        export: Taken,
        purge: Purge::With("person"),
    },
    configured("organisation_setting", &[&[HOME]], Purge::With("organisation")),
    Kept {
        what: What::Table("setting"),
        class: Class::Account,
        keep: Keep::AsLongAs("person"),
        ways: &[&[PERSON], &[PERSON, THEIR_HOME]],
        secret: &[],
        hold: Untouched("how Pando looks to somebody is evidence of nothing"),
        access: Rows(store::SETTING, &[]),
        export: Taken,
        purge: Purge::With("person"),
    },
    Kept {
        what: What::Table("person_word"),
        class: Class::Account,
        keep: Keep::AsLongAs("person"),
        ways: &[&[PERSON], &[HOME]],
        secret: &[],
        hold: Untouched(FROM_PROFILE),
        access: Nothing(FROM_PROFILE),
        export: LeftOut(FROM_PROFILE),
        purge: Purge::With("person"),
    },
    Kept {
        what: What::Table("device"),
        class: Class::Account,
        // Audit entries name it.
        keep: Keep::AsLongAs("person"),
        ways: &[&[PERSON], &[PERSON, THEIR_HOME]],
        secret: &[(&["pin_hash", "queue_key"], "they open the device, and what waits on it")],
        hold: Hold::By(&[Whose::Person, Whose::Organisation]),
        access: Rows(store::DEVICE, &[]),
        export: Taken,
        purge: Purge::With("person"),
    },
    Kept {
        what: What::Table("session"),
        class: Class::Operation,
        keep: Keep::Days(0, "expires_at"),
        ways: &[&[DEVICE, PERSON], &[DEVICE, PERSON, THEIR_HOME]],
        secret: &[(&["id", "data"], "a browser is known by them")],
        hold: Untouched("it says nothing that its device and the audit trail do not"),
        access: Rows(store::SESSION, &[]),
        export: LeftOut("nobody is signed in elsewhere by it"),
        purge: Purge::Tidied,
    },
    Kept {
        what: What::Table("flash"),
        class: Class::Operation,
        keep: Keep::Days(0, "until_at"),
        ways: &[&[DEVICE, PERSON], &[DEVICE, PERSON, THEIR_HOME]],
        secret: &[(&["browser", "said"], "a browser is known by the one, and the other is sealed until it is shown, once")],
        hold: Untouched("it was refused: nothing came of it"),
        access: Rows(store::FLASH, &[]),
        export: LeftOut("it waits for a page on this server for minutes"),
        purge: Purge::Tidied,
    },
    Kept {
        what: What::Table("code"),
        class: Class::Operation,
        // Twice as long as the longest is good for.
        keep: Keep::Days(2, "sent_at"),
        ways: &[&[ADDRESS], &[ADDRESS, THEIR_HOME]],
        secret: &[(&["code_hash"], "it lets somebody in")],
        hold: Untouched("whom one let in is in the audit trail"),
        access: Rows(store::CODE, &[(&["id", "browser", "network"], "whoever asked for it with this address may be somebody else")]),
        export: LeftOut("nobody comes in elsewhere by it"),
        purge: Purge::Tidied,
    },
    Kept {
        what: What::Table("conversation"),
        class: Class::Record,
        keep: Keep::Days(RECORD_DAYS, "last_at"),
        ways: &[&[to("conversation", &[("id", "id")])], &[to("person", &[("created_by", "id")])], &[HOME]],
        secret: &[],
        hold: SAID,
        access: Rows(store::CONVERSATION, &[(&["pair"], "it says only who is in it"), (STANDING, "how it stands is everybody's in it")]),
        export: Taken,
        purge: Purge::Whole,
    },
    Kept {
        what: What::Table("membership"),
        class: Class::Record,
        keep: Keep::AsLongAs("conversation"),
        ways: &[&[CONVERSATION], &[PERSON], &[CONVERSATION, HOME]],
        secret: &[],
        hold: SAID,
        access: Rows(store::MEMBERSHIP, &[]),
        export: Taken,
        purge: Purge::With("conversation"),
    },
    Kept {
        what: What::Table("message"),
        class: Class::Record,
        keep: Keep::Days(RECORD_DAYS, "sent_at"),
        ways: &[&[CONVERSATION], &[AUTHOR], &[CONVERSATION, HOME]],
        secret: &[],
        hold: SAID,
        access: Rows(store::MESSAGE, &[]),
        export: Taken,
        purge: Purge::Swept,
    },
    Kept {
        what: What::Table("message_version"),
        class: Class::Record,
        keep: Keep::AsLongAs("message"),
        ways: &[&[CONVERSATION], &[MESSAGE, AUTHOR], &[CONVERSATION, HOME]],
        secret: &[],
        hold: SAID,
        access: Rows(store::MESSAGE_VERSION, &[]),
        export: Taken,
        purge: Purge::Swept,
    },
    Kept {
        what: What::Table("change"),
        class: Class::Operation,
        keep: Keep::AsLongAs("message"),
        ways: &[&[TOPIC], &[TOPIC, HOME]],
        secret: &[],
        hold: Untouched(CATCHING_UP),
        access: Nothing(CATCHING_UP),
        export: LeftOut(CATCHING_UP),
        purge: Purge::Swept,
    },
    Kept {
        what: What::Table("receipt"),
        class: Class::Record,
        keep: Keep::AsLongAs("message"),
        ways: &[&[CONVERSATION], &[PERSON], &[CONVERSATION, HOME]],
        secret: &[],
        hold: SAID,
        access: Rows(store::RECEIPT, &[]),
        export: Taken,
        purge: Purge::Swept,
    },
    Kept {
        what: What::Table("blob"),
        class: Class::Record,
        keep: Keep::InUse,
        ways: &[&[HOME]],
        secret: &[],
        hold: Untouched(REFERRED_TO),
        access: Nothing(REFERRED_TO),
        export: Taken,
        purge: Purge::Done,
    },
    Kept {
        what: What::Table("audit"),
        class: Class::Audit,
        keep: Keep::Days(AUDIT_DAYS, "at"),
        ways: &[
            &[HOME],
            &[to("person", &[("actor_id", "id")])],
            &[to("person", &[("scope_id", "id")])],
            &[to("conversation", &[("scope_id", "id")])],
        ],
        secret: &[(&["mark"], "it is made with the server's key, and says something only here")],
        hold: SAID,
        access: Rows(store::AUDIT, &[]),
        export: Taken,
        purge: Purge::Pruned,
    },
    proof("audit_tree"),
    proof("audit_leaf"),
    proof("audit_head"),
    passing("audit_queue", &[], "an entry waits for its leaf for some seconds"),
    passing("job", &[(&["payload"], "it may carry a code")], "what it does is seen by what it did"),
];

const REFERRED_TO: &str = "whatever refers to it keeps it, and reaches it";
const FROM_PROFILE: &str = "it is made of the profile, and can be made anew";
const CATCHING_UP: &str = "it says only what a browser that was away has to fetch again";
const STANDING: &[&str] = &["members", "large", "shape", "latest_from", "last_seq", "floor_seq", "last_number", "last_line", "last_at"];

/// What is nobody's, and of use to this installation alone.
const fn program(what: What, purge: Purge) -> Kept {
    const NOBODYS: &str = "it is about the program, and about nobody";
    let (class, keep, hold) = (Class::Operation, Keep::InUse, Untouched(NOBODYS));
    Kept { what, class, keep, ways: &[], secret: &[], hold, access: Nothing(NOBODYS), export: LeftOut(NOBODYS), purge }
}

/// How an organisation has set itself up.
const fn configured(table: &'static str, ways: &'static [Way], purge: Purge) -> Kept {
    let (what, class, keep) = (What::Table(table), Class::Configuration, Keep::InUse);
    let hold = Untouched("it goes after all that belongs to it, and what is held does not go");
    Kept {
        what,
        class,
        keep,
        ways,
        secret: &[],
        hold,
        access: Nothing("it is about an organisation, and about nobody"),
        export: Taken,
        purge,
    }
}

/// What proves that audit entries are what they were.
const fn proof(table: &'static str) -> Kept {
    const HASHES: &str = "hashes, numbers and signatures, which say nothing of anybody";
    let (what, class, keep, purge) =
        (What::Table(table), Class::Audit, Keep::InUse, Purge::Stays("without it the entries that are left prove nothing"));
    Kept { what, class, keep, ways: &[&[HOME]], secret: &[], hold: Untouched(HASHES), access: Nothing(HASHES), export: Taken, purge }
}

/// What is on its way to be done, and goes when it is.
const fn passing(table: &'static str, secret: Without, why: &'static str) -> Kept {
    let (what, class, keep) = (What::Table(table), Class::Operation, Keep::InUse);
    Kept {
        what,
        class,
        keep,
        ways: &[&[HOME]],
        secret,
        hold: Untouched(why),
        access: Nothing(why),
        export: LeftOut(why),
        purge: Purge::Done,
    }
}
