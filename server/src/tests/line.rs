//! A browser at the other end of a real socket: it holds what a browser holds, and folds in what it is told as a browser does.

use std::net::SocketAddr;
use std::time::Duration;

use domain::access::{ConversationId, Ctx, MessageId};
use domain::chat::actions;
use domain::chat::live::{Fit, Frame, Held, Inbox, PROTOCOL, Timeline, Up};
use domain::chat::model::Place;
use domain::testing::token_of;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

/// Longer than anything here should take.
pub const LONG: Duration = Duration::from_secs(20);

/// What comes down a line.
enum Heard {
    Told(Box<Frame>),
    Closed(u16),
}

/// One conversation on somebody's screen.
pub struct Page {
    peer: TcpStream,
    /// Whom and where it asks for what it lacks.
    ctx: Ctx,
    inbox: Inbox,
    room: Timeline,
}

impl Page {
    /// Opens a conversation on the server at `address`, whose world `ctx` is of, and goes live.
    pub async fn open(address: SocketAddr, ctx: Ctx, conversation: ConversationId) -> Self {
        let mut peer = TcpStream::connect(address).await.expect("connects");
        let head = format!(
            "GET /live HTTP/1.1\r\nhost: pando.test\r\norigin: https://pando.test\r\ncookie: __Host-pando={}\r\nconnection: Upgrade\r\n\
             upgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
            token_of(ctx.who.device)
        );
        peer.write_all(head.as_bytes()).await.expect("written");
        let mut answer = Vec::new();
        while !answer.ends_with(b"\r\n\r\n") {
            answer.push(timeout(LONG, peer.read_u8()).await.expect("an answer").expect("the line stands"));
        }
        assert!(answer.starts_with(b"HTTP/1.1 101"), "{}", String::from_utf8_lossy(&answer));
        let page = actions::list_inbox(&ctx, "", None, None).await.expect("the inbox comes");
        let inbox = Inbox { me: ctx.who.person, rows: page.rows, feed: page.feed, more: page.more };
        let room = actions::open(&ctx, conversation, None).await.expect("it opens").timeline;
        let mut page = Self { peer, ctx, inbox, room };
        page.greet().await;
        while !matches!(page.told().await, Frame::Ready { .. }) {}
        page
    }

    /// Waits until a message of this text is on the screen.
    pub async fn sees(&mut self, text: &str) {
        let seen = async {
            while self.room.messages.iter().all(|message| message.body != text) {
                self.told().await;
            }
        };
        timeout(LONG, seen).await.unwrap_or_else(|_| panic!("{text:?} never came"));
    }

    /// Waits until it holds a row of this conversation that is so far.
    pub async fn lists(&mut self, conversation: ConversationId, seq: i64) {
        let listed = async {
            while self.inbox.row(conversation).is_none_or(|row| row.last_seq < seq) {
                self.told().await;
            }
        };
        timeout(LONG, listed).await.expect("it is listed");
    }

    /// Waits for the line's end, and says with which code.
    pub async fn ends(&mut self) -> u16 {
        let end = async {
            loop {
                if let Heard::Closed(code) = self.hear().await {
                    return code;
                }
            }
        };
        timeout(LONG, end).await.expect("the line ends")
    }

    /// Folds in what is said until nothing is for a while.
    pub async fn settle(&mut self) {
        while timeout(Duration::from_millis(700), self.peer.peek(&mut [0])).await.is_ok() {
            self.told().await;
        }
    }

    /// Proves that the screen shows what a fresh fetch does, and nothing of it twice.
    pub async fn assert_in_sync(&mut self) {
        let fresh = actions::open(&self.ctx, self.room.conversation, None).await.expect("it opens");
        assert_eq!(self.room.messages, fresh.timeline.messages, "the timeline is as a fresh fetch");
        assert_eq!((self.room.last_seq, &self.room.details), (fresh.timeline.last_seq, &fresh.timeline.details));
        let row = self.inbox.row(self.room.conversation).map(|row| (row.last_seq, row.unread, &row.title, &row.last));
        assert_eq!(row, Some((fresh.row.last_seq, fresh.row.unread, &fresh.row.title, &fresh.row.last)), "and so is the row");
        let mut ids: Vec<MessageId> = self.room.messages.iter().map(|message| message.id).collect();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), self.room.messages.len(), "nothing stands there twice");
    }

    /// Says what it holds: of the open conversation the lower of what its row and its timeline say.
    async fn greet(&mut self) {
        let room = &self.room;
        let lower =
            |held: Held| Held { seq: if held.conversation == room.conversation { held.seq.min(room.last_seq) } else { held.seq }, ..held };
        let held = self.inbox.held().into_iter().map(lower).collect();
        let hello = Up::Hello { protocol: PROTOCOL, feed: self.inbox.feed, held, above: Place::BOTTOM, open: Some(room.conversation) };
        let text = serde_json::to_vec(&hello).expect("written");
        // One frame, masked with nothing; a greeting is longer than the shortest ones.
        let mut frame = vec![0x81, 0xFE];
        frame.extend_from_slice(&u16::try_from(text.len()).expect("short").to_be_bytes());
        frame.extend_from_slice(&[0; 4]);
        frame.extend_from_slice(&text);
        self.peer.write_all(&frame).await.expect("written");
    }

    /// The next frame, folded in.
    async fn told(&mut self) -> Frame {
        match self.hear().await {
            Heard::Told(frame) => {
                self.fold(&frame).await;
                *frame
            }
            Heard::Closed(code) => panic!("the line ended with {code}"),
        }
    }

    async fn hear(&mut self) -> Heard {
        loop {
            let kind = self.peer.read_u8().await.expect("the line stands") & 0x0F;
            let length = match self.peer.read_u8().await.expect("the line stands") {
                126 => usize::from(self.peer.read_u16().await.expect("the line stands")),
                127 => usize::try_from(self.peer.read_u64().await.expect("the line stands")).expect("fits"),
                length => usize::from(length),
            };
            let mut body = vec![0; length];
            self.peer.read_exact(&mut body).await.expect("the line stands");
            match kind {
                1 => return Heard::Told(Box::new(serde_json::from_slice(&body).expect("a frame"))),
                8 => return Heard::Closed(u16::from_be_bytes([body[0], body[1]])),
                _ => {}
            }
        }
    }

    async fn fold(&mut self, frame: &Frame) {
        match frame {
            Frame::Events { conversation, events } => {
                for event in events {
                    if self.inbox.apply(*conversation, event) == Fit::Gap {
                        self.fetch_row(*conversation).await;
                    }
                    if self.room.conversation == *conversation && self.room.apply(event) == Fit::Gap {
                        self.fetch_room().await;
                    }
                }
            }
            Frame::Own { feed, own } => {
                if self.inbox.apply_own(*feed, own) == Fit::Gap {
                    self.greet().await;
                }
            }
            Frame::Missed { feed, own } => {
                if self.inbox.catch_up(*feed, own) == Fit::Gap {
                    self.greet().await;
                }
            }
            Frame::Marks { conversation, marks } => {
                if self.inbox.mark(*conversation, marks) == Fit::Gap {
                    self.fetch_row(*conversation).await;
                }
            }
            Frame::Refetch(_) => {
                self.fetch_row(self.room.conversation).await;
                self.fetch_room().await;
            }
            Frame::Ready { .. } | Frame::Typing { .. } | Frame::Locked | Frame::SignedOut | Frame::Restarting => {}
        }
    }

    async fn fetch_row(&mut self, conversation: ConversationId) {
        if let Ok(row) = actions::find_row(&self.ctx, conversation).await {
            self.inbox.put(row);
        }
    }

    async fn fetch_room(&mut self) {
        self.room = actions::open(&self.ctx, self.room.conversation, None).await.expect("it opens").timeline;
    }
}
