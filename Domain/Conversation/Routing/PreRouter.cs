using System.Text.RegularExpressions;
using OpsFlow.Domain.Conversation.Text;

namespace OpsFlow.Domain.Conversation.Routing;

/// <summary>
/// Routes a message by words alone, in a fixed order: the answer to a draft, the refusal of sending, documents, the
/// calendar, mail, the library's subjects, machines, models. What two rules claim is the classifier's, with both as
/// hints; it also gets all that no rule claims.
/// </summary>
public sealed class PreRouter
{
    private readonly RoutingWords _words;
    private readonly Regex _compounds;
    private readonly Regex _hardTasks;
    private readonly Regex _softTasks;
    private readonly Regex _followUp;
    private readonly Regex _smallTalk;
    private readonly Regex _bareState = TermSet.Pattern(@"^\s*(상태|status|state)\s*(는|가|좀)?\s*[?!.~]*\s*$");
    private readonly DraftRule _draft;
    private readonly MailRule _mail;
    private readonly DocumentRule _documents;
    private readonly CalendarRule _calendar;
    private readonly InfraRule _infra;
    private readonly IntentRules _intents;

    /// <summary>Makes the rules ready.</summary>
    public PreRouter(RoutingWords words, IntentRules intents)
    {
        _words = words;
        _intents = intents;
        _compounds = TermSet.AnyOf(words.Text.Compounds);
        _softTasks = TermSet.AnyOf(words.Tasks.Softened);
        _hardTasks = TermSet.AnyOf(words.Tasks.Patterns.Except(words.Tasks.Softened));
        _followUp = TermSet.Pattern(words.FollowUp.Pronouns);
        _smallTalk = TermSet.AnyOf(words.SmallTalk.Patterns);
        _draft = new(words);
        _mail = new(words);
        _documents = new(words);
        _calendar = new(words);
        _infra = new(words);
    }

    /// <summary>Routes a message.</summary>
    /// <param name="message">The person's own words.</param>
    /// <param name="today">The day where the person is.</param>
    /// <param name="draftWaits">Whether a draft waits for an answer.</param>
    /// <param name="previousIntent">What the conversation was about; null for nothing.</param>
    public MessageRoute Route(string message, DateOnly today, bool draftWaits, string? previousIntent = null)
    {
        var text = new MessageText(message, _compounds);
        if (draftWaits && _draft.Answer(text) is { } answer)
        {
            return new()
            {
                Stage = RouteStage.Prerouter, Rule = "draft", Draft = answer, Action = "tools",
                Tools = answer == "confirm" ? [ToolCall.Of("calendar.create_confirmed")] : [],
                Reasons = [$"the whole message answers the draft that waits: {answer}"],
            };
        }

        if (_mail.Sends(text))
        {
            return new()
            {
                Stage = RouteStage.Prerouter, Rule = "mail_send", Refusal = MailRule.SendRefusal, Action = "refuse",
                Reasons = ["a mail word and a word of sending: mail is only read"],
            };
        }

        var claims = Claims(text, today);
        var intents = _intents.In(text);
        var isAlone = claims is [{ IsHint: false, Rule: var rule }]
            && (intents.Count == 0 || rule is "document" or "domain" or "status" || !_intents.IsJoined(text));
        return isAlone ? Decided(claims[0]) : Undecided(text, claims, intents, draftWaits, previousIntent);
    }

    private static MessageRoute Decided(Claim claim) => new()
    {
        Stage = RouteStage.Prerouter,
        Rule = claim.Rule,
        Tools = claim.Call is { } call ? [call] : [],
        Status = claim.Rule == "status" ? "models" : null,
        Action = "tools",
        Days = claim.Days,
        Reasons = [claim.Reason],
    };

    private List<Claim> Claims(MessageText text, DateOnly today)
    {
        var isHardTask = _hardTasks.IsMatch(text.Asked);
        var isTask = isHardTask || (_softTasks.IsMatch(text.Asked) && SpokenDates.In(text.Asked, today).Span is null);
        var (document, subject) = (_documents.Find(text), _documents.Subject(text));
        var machines = _infra.Machines(text, isTask);
        // A subject of the library is asked or listed, never only searched; our document server is no document.
        document = subject is null && machines is null ? document : null;
        // The minutes of a meeting are a document, not the meeting.
        var calendar = document is { IsHint: false } ? null : _calendar.Claim(text, today, isTask);
        return
        [
            .. new[]
            {
                document, calendar, _mail.Claim(text, today, isTask), subject, machines,
                machines is null ? _infra.Models(text, isTask) : null,
            }.OfType<Claim>(),
        ];
    }

    private MessageRoute Undecided(
        MessageText text, IReadOnlyList<Claim> claims, IReadOnlyList<FoundIntent> intents, bool draftWaits,
        string? previousIntent)
    {
        // Words that only belong to a tool's request are no intent of their own.
        var calls = claims.Where(c => c.Call is not null).Select(c => c.Call!).ToList();
        if (calls.Count > 0 && !_intents.IsJoined(text))
        {
            intents = [];
        }

        var followsUp = _followUp.IsMatch(text.Asked) && text.Asked.Split(' ').Length <= _words.FollowUp.ShortWords;
        var missing = claims.Select(c => c.Missing).FirstOrDefault(m => m is not null);
        var isVague = missing == "query" || (missing == "days" && calls.Count == 0) || _bareState.IsMatch(text.Asked);
        var action = isVague ? "clarify"
            : calls.Count > 0 ? "tools"
            : intents.Count > 0 ? "intents"
            : _smallTalk.IsMatch(text.Lower) || (text.Lower.Length <= 3 && !followsUp) ? "direct"
            : "route";
        if (action == "route")
        {
            intents = [new(followsUp && previousIntent is not null ? previousIntent : "general", Empty)];
        }

        var reasons = claims.Select(c => $"{c.Rule}: {c.Reason}").ToList();
        reasons.AddRange(intents.Select(i => $"intent {i.Name} by its words"));
        if (claims.Count > 1)
        {
            reasons.Add("two rules claim it, so the classifier decides with both as hints");
        }
        else if (claims.Count == 0)
        {
            reasons.Add("no rule claims it");
        }

        return new()
        {
            Stage = RouteStage.Classifier,
            Tools = calls,
            Intents = intents,
            Action = action,
            About = isVague ? missing ?? "status" : missing,
            Needs = intents.Any(i => i.Name is "location" or "collection_point" or "bulk_waste" or "weather")
                && _intents.NeedsLocation(text) ? "location" : null,
            Days = claims.Select(c => c.Days).FirstOrDefault(d => d is not null),
            IsFollowUp = followsUp,
            IsCacheable = !draftWaits && !followsUp,
            Reasons = reasons,
        };
    }

    private static Dictionary<string, object> Empty { get; } = [];
}
