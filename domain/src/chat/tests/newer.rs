//! What a newer program wrote beside this one: read, shown plainly, and nothing that is not known is allowed by it.

use super::{Watcher, group, look, say};
use crate::access::Failure;
use crate::chat::actions;
use crate::chat::model::{History, Kind, Notice, Role};
use crate::story;

const KIND: &str = "UPDATE conversation SET kind = 'forum', history = 'a week' WHERE id = $1";
const ROLE: &str = "UPDATE membership SET role = 'guest' WHERE conversation_id = $1 AND role = 'owner'";
const NOTICE: &str = "UPDATE message SET notice = '{\"merged\":{\"with\":[1,2]}}' WHERE conversation_id = $1 AND notice IS NOT NULL";

story!(a_conversation_of_a_newer_program_is_read_and_changed_by_nobody, |world| async {
    let (asha, ben) = (world.person("Asha Patel").await, world.person("Ben Okafor").await);
    let chat = group(&asha, &[&ben], "all").await;
    say(&ben, chat, "Bed 4 is ready.").await;
    for sql in [KIND, ROLE, NOTICE] {
        world.write(sql, |query| query.bind(chat)).await;
    }
    let mut watcher = Watcher::of(&asha).await;
    watcher.open(chat).await;
    let opened = look(&asha, chat).await;
    let details = &opened.timeline.details;
    assert_eq!((details.kind, details.history, opened.role), (Kind::Other, History::Other, Role::Other));
    assert_eq!(opened.row.title, "Ward 7 nurses");
    assert_eq!(opened.timeline.messages.first().and_then(|line| line.notice.clone()), Some(Notice::Other));
    assert_eq!(opened.timeline.messages.last().map(|line| line.body.as_str()), Some("Bed 4 is ready."));
    let added = actions::add_people(&asha, chat, &[ben.who.person]).await;
    assert!(matches!(added, Err(Failure::Forbidden | Failure::NotFound)), "{added:?}");
    actions::set_flags(&asha, chat, Some(true), None, None).await.expect("one's own row is one's own");
    watcher.assert_in_sync().await;
});
