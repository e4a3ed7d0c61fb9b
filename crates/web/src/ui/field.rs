//! Fields: label, hint and error belong to each other for eyes and for screen readers.

use std::borrow::Cow;

use maud::{Markup, Render, html};

use super::icons::{Icon, icon};
use super::status::{Tone, chip};

/// One thing to choose.
#[derive(Debug, Clone)]
pub struct Choice<'a> {
    value: Cow<'a, str>,
    label: Cow<'a, str>,
    chips: Vec<Cow<'a, str>>,
    disabled: bool,
}

impl<'a> Choice<'a> {
    pub fn new(value: impl Into<Cow<'a, str>>, label: impl Into<Cow<'a, str>>) -> Self {
        Self { value: value.into(), label: label.into(), chips: Vec::new(), disabled: false }
    }

    /// A word shown beside the label: "not activated yet", "1 credit left".
    pub fn chip(mut self, word: impl Into<Cow<'a, str>>) -> Self {
        self.chips.push(word.into());
        self
    }

    /// In sight among radio buttons, and not to be had; the field's hint says why.
    pub fn disabled(mut self, disabled: bool) -> Self {
        self.disabled = disabled;
        self
    }
}

/// A field of a form. Its element has the id `field-NAME`.
#[must_use]
pub struct Field<'a> {
    kind: Kind,
    name: &'a str,
    label: Cow<'a, str>,
    value: Cow<'a, str>,
    choices: Vec<Choice<'a>>,
    prompt: Option<&'a str>,
    checked: bool,
    required: bool,
    asked: bool,
    disabled: bool,
    autofocus: bool,
    autocomplete: Option<&'a str>,
    placeholder: Option<&'a str>,
    max: Option<usize>,
    range: Option<(i64, i64)>,
    hint: Option<Cow<'a, str>>,
    error: Option<Cow<'a, str>>,
    refetch: Option<(Cow<'a, str>, &'a str)>,
    of: Option<Cow<'a, str>>,
    suggestions: &'a [String],
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Text,
    Email,
    Password,
    Number,
    Date,
    Time,
    Search,
    TextArea,
    Select,
    Student,
    Radios,
    Checkbox,
}

impl<'a> Field<'a> {
    pub fn text(name: &'a str, label: impl Into<Cow<'a, str>>) -> Self {
        Self::new(Kind::Text, name, label.into())
    }

    pub fn email(name: &'a str, label: impl Into<Cow<'a, str>>) -> Self {
        Self::new(Kind::Email, name, label.into()).autocomplete("email")
    }

    pub fn password(name: &'a str, label: impl Into<Cow<'a, str>>) -> Self {
        Self::new(Kind::Password, name, label.into()).autocomplete("current-password")
    }

    pub fn number(name: &'a str, label: impl Into<Cow<'a, str>>) -> Self {
        Self::new(Kind::Number, name, label.into())
    }

    pub fn date(name: &'a str, label: impl Into<Cow<'a, str>>) -> Self {
        Self::new(Kind::Date, name, label.into())
    }

    /// A time of the wall clock, in quarters of an hour: `16:30`.
    pub fn time(name: &'a str, label: impl Into<Cow<'a, str>>) -> Self {
        Self::new(Kind::Time, name, label.into())
    }

    pub fn search(name: &'a str, label: impl Into<Cow<'a, str>>) -> Self {
        Self::new(Kind::Search, name, label.into())
    }

    /// Several lines; with `max`, a counter.
    pub fn textarea(name: &'a str, label: impl Into<Cow<'a, str>>) -> Self {
        Self::new(Kind::TextArea, name, label.into())
    }

    pub fn select(name: &'a str, label: impl Into<Cow<'a, str>>) -> Self {
        Self::new(Kind::Select, name, label.into())
    }

    /// A select that becomes a type-ahead with avatars and chips.
    pub fn student(name: &'a str, label: impl Into<Cow<'a, str>>) -> Self {
        Self::new(Kind::Student, name, label.into())
    }

    /// One of a few, all in sight.
    pub fn radios(name: &'a str, label: impl Into<Cow<'a, str>>) -> Self {
        Self::new(Kind::Radios, name, label.into())
    }

    /// A question; it sends `true` or `false`, or nothing while unanswered.
    pub fn yes_no(name: &'a str, question: impl Into<Cow<'a, str>>) -> Self {
        Self::radios(name, question).choices(&[Choice::new("true", "Yes"), Choice::new("false", "No")])
    }

    /// It sends `true` when ticked, else nothing.
    pub fn checkbox(name: &'a str, label: impl Into<Cow<'a, str>>) -> Self {
        Self::new(Kind::Checkbox, name, label.into())
    }

    fn new(kind: Kind, name: &'a str, label: Cow<'a, str>) -> Self {
        Self {
            kind,
            name,
            label,
            value: Cow::Borrowed(""),
            choices: Vec::new(),
            prompt: None,
            checked: false,
            required: false,
            asked: false,
            disabled: false,
            autofocus: false,
            autocomplete: None,
            placeholder: None,
            max: None,
            range: None,
            hint: None,
            error: None,
            refetch: None,
            of: None,
            suggestions: &[],
        }
    }

    /// What stands in it, or the value of the choice taken.
    pub fn value(mut self, value: impl Into<Cow<'a, str>>) -> Self {
        self.value = value.into();
        self
    }

    /// The answer to a `yes_no`; none leaves it open.
    pub fn answer(self, yes: Option<bool>) -> Self {
        self.value(yes.map_or("", |yes| if yes { "true" } else { "false" }))
    }

    pub fn checked(mut self, checked: bool) -> Self {
        self.checked = checked;
        self
    }

    pub fn choices(mut self, choices: &[Choice<'a>]) -> Self {
        self.choices = choices.to_vec();
        self
    }

    /// The words of a select's empty first line: "Choose a program".
    pub fn prompt(mut self, words: &'a str) -> Self {
        self.prompt = Some(words);
        self
    }

    pub fn required(mut self) -> Self {
        self.required = true;
        self
    }

    /// A button of the form cannot do without it, though others can: it is neither required nor called optional.
    pub fn asked(mut self) -> Self {
        self.asked = true;
        self
    }

    pub fn disabled(mut self, disabled: bool) -> Self {
        self.disabled = disabled;
        self
    }

    pub fn autofocus(mut self) -> Self {
        self.autofocus = true;
        self
    }

    pub fn autocomplete(mut self, what: &'a str) -> Self {
        self.autocomplete = Some(what);
        self
    }

    pub fn placeholder(mut self, words: &'a str) -> Self {
        self.placeholder = Some(words);
        self
    }

    /// The most characters it takes.
    pub fn max(mut self, characters: usize) -> Self {
        self.max = Some(characters);
        self
    }

    /// The smallest and largest number it takes.
    pub fn range(mut self, least: i64, most: i64) -> Self {
        self.range = Some((least, most));
        self
    }

    pub fn hint(mut self, words: impl Into<Cow<'a, str>>) -> Self {
        self.hint = Some(words.into());
        self
    }

    /// What is wrong with it and what to do.
    pub fn error(mut self, words: Option<impl Into<Cow<'a, str>>>) -> Self {
        self.error = words.map(Into::into);
        self
    }

    /// Where many forms of one kind stand on a page: what this one is about. The element's id is `field-NAME-OF` then.
    pub fn of(mut self, what: impl Into<Cow<'a, str>>) -> Self {
        self.of = Some(what.into());
        self
    }

    /// Whenever it changes, sends its form's fields to `address` (GET) and puts the answer at the CSS selector `target`.
    pub fn refetch(mut self, address: impl Into<Cow<'a, str>>, target: &'a str) -> Self {
        self.refetch = Some((address.into(), target));
        self
    }

    /// Words to choose from, beside any others that are typed.
    pub const fn suggest(mut self, words: &'a [String]) -> Self {
        self.suggestions = words;
        self
    }

    fn id(&self) -> String {
        match &self.of {
            Some(of) => format!("field-{}-{of}", self.name),
            None => format!("field-{}", self.name),
        }
    }

    fn described_by(&self) -> Option<String> {
        let hint = self.hint.as_ref().map(|_| format!("{}-hint", self.id()));
        let error = self.error.as_ref().map(|_| format!("{}-error", self.id()));
        let ids: Vec<String> = error.into_iter().chain(hint).collect();
        (!ids.is_empty()).then(|| ids.join(" "))
    }

    fn invalid(&self) -> Option<&'static str> {
        self.error.as_ref().map(|_| "true")
    }

    fn refetch_address(&self) -> Option<&str> {
        self.refetch.as_ref().map(|(address, _)| address.as_ref())
    }

    fn refetch_target(&self) -> Option<&str> {
        self.refetch.as_ref().map(|(_, target)| *target)
    }

    /// Whether the label says that it may stay empty.
    fn is_optional(&self) -> bool {
        let may_be_empty = !self.required && !self.asked && !self.disabled;
        may_be_empty && !matches!(self.kind, Kind::Checkbox | Kind::Radios | Kind::Search)
    }

    fn head(&self) -> Markup {
        html! {
            div class="field-head" {
                label for=(self.id()) { (self.label) }
                @if self.is_optional() { span class="field-aside" { "optional" } }
            }
        }
    }

    fn foot(&self) -> Markup {
        html! {
            @if let Some(error) = &self.error {
                p class="field-error" id=(format!("{}-error", self.id())) { (icon(Icon::Danger)) span { (error) } }
            }
            @if let Some(hint) = &self.hint {
                p class="field-hint" id=(format!("{}-hint", self.id())) { (hint) }
            }
        }
    }

    fn input(&self, kind: &str) -> Markup {
        let (least, most) = self.range.unzip();
        let list = (!self.suggestions.is_empty()).then(|| format!("{}-list", self.id()));
        html! {
            input class="input" type=(kind) id=(self.id()) name=(self.name) value=(self.value)
                required[self.required] disabled[self.disabled] autofocus[self.autofocus]
                autocomplete=[self.autocomplete] placeholder=[self.placeholder] maxlength=[self.max]
                min=[least] max=[most] step=[(self.kind == Kind::Time).then_some("900")] inputmode=[self.range.map(|_| "numeric")]
                list=[&list] aria-invalid=[self.invalid()] aria-describedby=[self.described_by()]
                hx-get=[self.refetch_address()] hx-target=[self.refetch_target()]
                hx-trigger=[self.refetch_target().map(|_| if self.kind == Kind::Date { "change" } else { "input changed delay:250ms" })]
                hx-include=[self.refetch_target().map(|_| "closest form")];
            @if let Some(list) = &list {
                datalist id=(list) { @for word in self.suggestions { option value=(word) {} } }
            }
        }
    }

    fn textarea_input(&self) -> Markup {
        html! {
            textarea class="textarea" id=(self.id()) name=(self.name) rows="3"
                required[self.required] disabled[self.disabled] autofocus[self.autofocus]
                placeholder=[self.placeholder] maxlength=[self.max]
                aria-invalid=[self.invalid()] aria-describedby=[self.described_by()] {
                // a browser drops one line break right after the tag
                "\n" (self.value)
            }
            @if let Some(max) = self.max {
                p class="field-counter" data-counter=(self.id()) { (self.value.chars().count()) " of " (max) }
            }
        }
    }

    fn select_input(&self) -> Markup {
        html! {
            select class="select" id=(self.id()) name=(self.name)
                required[self.required] disabled[self.disabled] autofocus[self.autofocus]
                aria-invalid=[self.invalid()] aria-describedby=[self.described_by()]
                hx-get=[self.refetch_address()] hx-target=[self.refetch_target()]
                hx-trigger=[self.refetch_target().map(|_| "change")]
                hx-include=[self.refetch_target().map(|_| "closest form")] {
                @if let Some(prompt) = self.prompt { option value="" { (prompt) } }
                @for choice in &self.choices { (option(choice, choice.value == self.value)) }
            }
        }
    }

    fn radios_input(&self) -> Markup {
        html! {
            fieldset class="field" id=(self.id()) disabled[self.disabled] aria-describedby=[self.described_by()] {
                legend class="field-head" { (self.label) }
                div class="segments" {
                    @for choice in &self.choices {
                        label {
                            input type="radio" name=(self.name) value=(choice.value) required[self.required]
                                checked[choice.value == self.value] disabled[choice.disabled]
                                hx-get=[self.refetch_address()] hx-target=[self.refetch_target()]
                                hx-trigger=[self.refetch_target().map(|_| "change")]
                                hx-include=[self.refetch_target().map(|_| "closest form")];
                            span { (choice.label) @for word in &choice.chips { " " (chip(Tone::Neutral, word)) } }
                        }
                    }
                }
                (self.foot())
            }
        }
    }

    fn checkbox_input(&self) -> Markup {
        html! {
            div class="field" {
                label class="check" {
                    input class="checkbox" type="checkbox" id=(self.id()) name=(self.name) value="true"
                        checked[self.checked] required[self.required] disabled[self.disabled]
                        aria-invalid=[self.invalid()] aria-describedby=[self.described_by()];
                    span { (self.label) }
                }
                (self.foot())
            }
        }
    }

    fn framed(&self, input: Markup) -> Markup {
        html! { div class="field" { (self.head()) (input) (self.foot()) } }
    }
}

impl Render for Field<'_> {
    fn render(&self) -> Markup {
        match self.kind {
            Kind::Text => self.framed(self.input("text")),
            Kind::Email => self.framed(self.input("email")),
            Kind::Password => self.framed(self.input("password")),
            Kind::Number => self.framed(self.input("number")),
            Kind::Date => self.framed(self.input("date")),
            Kind::Time => self.framed(self.input("time")),
            Kind::Search => self.framed(self.input("search")),
            Kind::TextArea => self.framed(self.textarea_input()),
            Kind::Select => self.framed(self.select_input()),
            Kind::Student => self.framed(html! { student-picker { (self.select_input()) } }),
            Kind::Radios => self.radios_input(),
            Kind::Checkbox => self.checkbox_input(),
        }
    }
}

/// A select's line; its chips stand in the text, and apart for the type-ahead.
fn option(choice: &Choice<'_>, selected: bool) -> Markup {
    let chips = (!choice.chips.is_empty()).then(|| choice.chips.join("|"));
    html! {
        option value=(choice.value) selected[selected] data-name=[chips.as_ref().map(|_| &choice.label)] data-chips=[&chips] {
            (choice.label)
            @for word in &choice.chips { " · " (word) }
        }
    }
}
