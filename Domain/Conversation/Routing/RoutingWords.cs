using OpsFlow.Domain.Conversation.Text;

namespace OpsFlow.Domain.Conversation.Routing;

/// <summary>The word lists of routing, as their file has them. What is a single text is a regular expression.</summary>
public sealed record RoutingWords(
    TextWords Text, RoutingWords.TaskWords Tasks, RoutingWords.DraftWords Draft, RoutingWords.MailWords Mail,
    RoutingWords.DocumentWords Document, RoutingWords.DomainWords Domain, RoutingWords.InfraWords Infra,
    RoutingWords.StatusWords Status, RoutingWords.CalendarWords Calendar, RoutingWords.FollowUpWords FollowUp,
    RoutingWords.SmallTalkWords SmallTalk)
{
    /// <summary>Work that has one of our words as its subject: translating, writing, explaining.</summary>
    public sealed record TaskWords(IReadOnlyList<string> Patterns, IReadOnlyList<string> Softened);

    /// <summary>Answers to a draft.</summary>
    public sealed record DraftWords(
        IReadOnlyList<string> Confirm, IReadOnlyList<string> Refuse, IReadOnlyList<string> Filler);

    /// <summary>Mail: its nouns, folders, and what sends.</summary>
    public sealed record MailWords(
        IReadOnlyList<string> Nouns, IReadOnlyDictionary<string, IReadOnlyList<string>> Folders, string Send,
        string SendEnglish, string NotSendEnglish, string VerbEnglish, string Mentions, IReadOnlyList<string> Find,
        IReadOnlyList<string> Skip);

    /// <summary>Documents that are looked for.</summary>
    public sealed record DocumentWords(
        IReadOnlyList<string> Nouns, IReadOnlyList<string> Find, IReadOnlyList<string> Skip);

    /// <summary>Subjects that the library answers.</summary>
    public sealed record DomainWords(
        IReadOnlyList<string> Words, IReadOnlyList<string> Ask, IReadOnlyList<string> List,
        IReadOnlyList<string> Skip);

    /// <summary>Own machines.</summary>
    public sealed record InfraWords(
        IReadOnlyDictionary<string, IReadOnlyList<string>> Hosts,
        IReadOnlyDictionary<string, IReadOnlyList<string>> Services, IReadOnlyList<string> Disk,
        IReadOnlyList<string> DiskWithHost, IReadOnlyList<string> Network, IReadOnlyList<string> Service,
        string Alive, string AliveStrict, string State, string Connection, IReadOnlyList<string> Models,
        string ModelsAsk, IReadOnlyList<string> Own);

    /// <summary>The models' own state.</summary>
    public sealed record StatusWords(IReadOnlyList<string> Always, IReadOnlyList<string> Models, string How);

    /// <summary>The calendar.</summary>
    public sealed record CalendarWords(IReadOnlyList<string> Nouns, string Create, string NotObject, string VerbNoun);

    /// <summary>Messages that go on with the one before.</summary>
    public sealed record FollowUpWords(string Pronouns, int ShortWords);

    /// <summary>Messages that need no tool and no research.</summary>
    public sealed record SmallTalkWords(IReadOnlyList<string> Patterns);
}
