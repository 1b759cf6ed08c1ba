//! What is read out of what others do: in the open conversation, and that something came into another one. Pure.

use domain::access::ConversationId;

/// What others did, by their name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Heard {
    /// They said this.
    Said(String, String),
    /// They changed a message, which says this now.
    Changed(String, String),
    /// They deleted a message.
    Deleted(String),
    /// They said something in another conversation: nothing of it is read out.
    Elsewhere(ConversationId, String),
}

/// What is read out of what just came: the words of one, the number of several of a kind. `group` names a conversation that is
/// not just two people's.
pub fn heard_words(heard: &[Heard], group: impl Fn(ConversationId) -> Option<String>) -> String {
    let (elsewhere, here): (Vec<_>, Vec<_>) = heard.iter().partition(|heard| matches!(heard, Heard::Elsewhere(..)));
    let (said, other): (Vec<_>, Vec<_>) = here.into_iter().partition(|heard| matches!(heard, Heard::Said(..)));
    let one = |heard: &Heard| match heard {
        Heard::Said(name, text) => format!("{name}: {text}"),
        Heard::Changed(name, text) => format!("{name} changed a message: {text}"),
        Heard::Deleted(name) => format!("{name} deleted a message"),
        Heard::Elsewhere(conversation, name) => match group(*conversation) {
            Some(title) => format!("New message from {name} in {title}"),
            None => format!("New message from {name}"),
        },
    };
    let kinds = [(said, "new messages"), (other, "messages were changed or deleted"), (elsewhere, "new messages in other conversations")];
    let words = kinds.map(|(heard, several)| match heard.as_slice() {
        [] => String::new(),
        [heard] => one(heard),
        heard => format!("{} {several}", heard.len()),
    });
    words.into_iter().filter(|words| !words.is_empty()).collect::<Vec<_>>().join(". ")
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn one_thing_heard_is_read_out_and_several_are_counted() {
        let said = |name: &str| Heard::Said(name.into(), "Bed 4".into());
        let changed = Heard::Changed("Ben".into(), "5 mg".into());
        let heard_words = |heard: &[Heard]| heard_words(heard, |_| None);
        assert_eq!(heard_words(&[said("Asha")]), "Asha: Bed 4");
        assert_eq!(heard_words(&[said("Asha"), said("Ben")]), "2 new messages");
        assert_eq!(heard_words(std::slice::from_ref(&changed)), "Ben changed a message: 5 mg");
        assert_eq!(heard_words(&[changed.clone(), Heard::Deleted("Cy".into())]), "2 messages were changed or deleted");
        assert_eq!(heard_words(&[Heard::Deleted("Cy".into()), said("Asha")]), "Asha: Bed 4. Cy deleted a message");
        let elsewhere = |name: &str| Heard::Elsewhere(ConversationId(Uuid::nil()), name.into());
        assert_eq!(heard_words(&[elsewhere("Di")]), "New message from Di");
        assert_eq!(heard_words(&[elsewhere("Di"), said("Asha"), elsewhere("Ed")]), "Asha: Bed 4. 2 new messages in other conversations");
    }

    #[test]
    fn what_is_said_in_a_group_is_not_taken_for_something_between_two() {
        let (group, direct) = (ConversationId(Uuid::max()), ConversationId(Uuid::nil()));
        let title = |conversation| (conversation == group).then(|| "Ward 7 clerks".to_owned());
        let one = |conversation| [Heard::Elsewhere(conversation, "Asha Patel".into())];
        assert_eq!(heard_words(&one(group), title), "New message from Asha Patel in Ward 7 clerks");
        assert_eq!(heard_words(&one(direct), title), "New message from Asha Patel");
    }
}
