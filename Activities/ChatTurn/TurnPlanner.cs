using OpsFlow.Activities.ChatTurn.Nodes;
using OpsFlow.Activities.ScanChain;
using OpsFlow.Domain.Conversation.Routing;
using OpsFlow.Domain.Conversation.Text;
using OpsFlow.Infrastructure.Calendar;
using OpsFlow.Infrastructure.Mcp;
using OpsFlow.Platform.Models;
using OpsFlow.Platform.Timing;
using OpsFlow.Records.ChatTurn;
using OpsFlow.Records.Conversation;
using OpsFlow.Records.ScanChain;

namespace OpsFlow.Activities.ChatTurn;

/// <summary>
/// Finds out what a message asks for: by the rules where they are sure, else by the classifier with the rules' hints;
/// without a classifier by the rules as far as they go.
/// </summary>
public sealed partial class TurnPlanner(
    ConversationLibrary library, ChatStore chats, DraftStore drafts, IntentCache cache, NodeBreakers breakers,
    ModelClients clients, ModelRegistry registry, CalendarSettings settings, IMcpToolbox toolbox,
    PictureReader pictures, TimeProvider time)
{
    private const double Sure = 0.6;
    private const int FewWords = 2;

    private static readonly TimeSpan s_toLook = TimeSpan.FromSeconds(25);

    private static readonly HashSet<string> s_tools =
    [
        "calendar.today", "calendar.search", "calendar.create_draft", "email.search", "email.read",
        "document.search", "document.search_full", "document.ask", "document.read", "infra.status", "infra.health",
        "infra.disk", "infra.network", "infra.models",
    ];

    private readonly TimeZoneInfo _zone = TimeZoneInfo.FindSystemTimeZoneById(settings.Zone);

    /// <summary>The moment where the person is, in words for a model.</summary>
    public string Now => $"{TimeZoneInfo.ConvertTime(time.GetUtcNow(), _zone):yyyy-MM-dd ddd HH:mm}";

    /// <summary>Plans a turn.</summary>
    /// <returns>The plan, and the model that classified.</returns>
    /// <exception cref="ModelException">Nothing could be found out without the classifier, which cannot be
    /// asked.</exception>
    public async Task<(PlanData Plan, string? Model)> PlanAsync(
        TurnRecord turn, CancellationToken cancellationToken)
    {
        var conversation = await chats.FindConversationAsync(turn.ConversationId, cancellationToken);
        var draft = await drafts.WaitingAsync(turn.ConversationId, cancellationToken);
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(time.GetUtcNow(), _zone).DateTime);
        var route = library.Router.Route(turn.Message, today, draft is not null, conversation?.Intent);
        if (route.Refusal is not null)
        {
            return (Plan("refuse", route, text: ChatWords.MailSendRefused), null);
        }

        if (route.Draft == "refuse")
        {
            await drafts.CloseAsync(turn.ConversationId, draft!.Uid, "refused", cancellationToken);
            return (Plan("draft", route, text: ChatWords.DraftRefused), null);
        }

        if (await chats.FindImageAsync(turn.Id, cancellationToken) is { } image)
        {
            return (await PictureAsync(turn, route, image, cancellationToken), null);
        }

        if (route.Status is not null)
        {
            return (Plan("status", route, [new("status.models", Nothing, true)]), null);
        }

        if (route.Stage == RouteStage.Prerouter)
        {
            return (Plan("tools", route, route.Tools.Select(Node)), null);
        }

        var (reply, model) = await ClassifyAsync(turn, route, today, conversation, draft, cancellationToken);
        var plan = reply is null ? ByRules(turn, route) : ByReply(turn, route, reply, conversation?.Intent);
        if (plan is { Action: "route", Text: null } && toolbox.IsSetUp)
        {
            plan = plan with { Tools = [.. plan.Tools, new(McpNode.Name, Nothing, false)] };
        }

        var asksWhere = route.Needs is not null && turn.Location is null
            && plan.Intents.Any(i => i is "location" or "collection_point" or "weather");
        return (
            plan with
            {
                Notice = MessageLimit.Cut(turn.Message).IsCut ? "cut" : null, NeedsLocation = asksWhere,
            },
            model);
    }

    private static Dictionary<string, string> Nothing { get; } = [];

    private static PlannedNode Node(ToolCall call) => new(
        call.Tool, call.Parameters.ToDictionary(p => p.Key, p => FormattableString.Invariant($"{p.Value}")), true);

    private PlanData Plan(
        string action, MessageRoute route, IEnumerable<PlannedNode>? nodes = null, IEnumerable<string>? intents = null,
        string? text = null, string? response = null) => new(
        action, [.. nodes ?? []], [.. intents ?? []], text, response, route.Reasons, library.Rules.Version, null);

    // What it shows is what is asked about; what the words ask besides is asked, too. A reward is for scans alone.
    private async Task<PlanData> PictureAsync(
        TurnRecord turn, MessageRoute route, TurnImage image, CancellationToken cancellationToken)
    {
        // A model that looks for too long must not use up the turn's time.
        using var limit = new TimeLimit(s_toLook, time, cancellationToken);
        SeenPicture seen;
        try
        {
            var family = turn.Model is { } model && registry.ForStage(ScanModels.Vision, model) is not null
                ? model
                : null;
            seen = await pictures.ReadAsync(image.Key, image.ContentType, turn.Message, family, limit.Token);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested
            && e is ModelException or OperationCanceledException)
        {
            seen = new(new(null, null, "", null, [], 0), "nobody", null, "The model cannot be asked.", true);
        }

        if (seen.NeedsInput)
        {
            return Plan("clarify", route, text: ChatWords.AskLabel);
        }

        var thing = seen.Seen;
        var parameters = new Dictionary<string, string>
        {
            ["query"] = thing.Item, ["class"] = thing.Class ?? "", ["subclass"] = thing.Subclass ?? "",
            ["material"] = thing.Material ?? "", ["condition"] = string.Join('|', thing.Conditions),
        };
        if (seen.Others is { Count: > 0 } rest)
        {
            parameters[PictureRest.Name] = PictureRest.Write(rest);
        }

        var others = route.Intents.Select(i => i.Name).Where(i => i is not "waste" and not "general").ToList();
        return Plan(
            "intents", route,
            others.SelectMany(i => NodesOf(i, turn, route)).Prepend(new("waste_rag", parameters, true))
                .DistinctBy(n => n.Node),
            ["waste", .. others]);
    }

    private PlanData ByRules(TurnRecord turn, MessageRoute route)
    {
        var calls = route.Tools.Where(t => t.Tool != "calendar.create_draft" || route.About is null).ToList();
        var nodes = calls.Select(Node).Concat(route.Intents.SelectMany(i => NodesOf(i.Name, turn, route))).ToList();
        return nodes.Count > 0
            ? Plan(calls.Count > 0 ? "tools" : "intents", route, nodes, route.Intents.Select(i => i.Name))
            : route.Action switch
            {
                "direct" => Plan("direct", route, text: ChatWords.Hello),
                "clarify" or "tools" => Plan("clarify", route, text: Asking(route.About)),
                _ when registry.ForStage(ChatModels.Reasoner, turn.Model) is not null =>
                    Plan("route", route, intents: route.Intents.Select(i => i.Name)),
                _ => Plan("route", route, text: ChatWords.NoModel),
            };
    }

    private PlanData ByReply(TurnRecord turn, MessageRoute route, ClassifierReply reply, string? previous)
    {
        if (reply.Tool is { } tool)
        {
            // What the rules read of the same tool fills what the classifier left out.
            var hint = route.Tools.FirstOrDefault(t => t.Tool == tool.Tool);
            var parameters = (hint?.Parameters ?? new Dictionary<string, object>()).Concat(tool.Parameters)
                .GroupBy(p => p.Key).ToDictionary(g => g.Key, g => g.Last().Value);
            return Plan(
                "tools", route,
                route.Tools.Where(t => t.Tool != tool.Tool).Append(new(tool.Tool, parameters)).Select(Node));
        }

        // A tool whose words are all there: a draft waits for a yes anyway.
        if (route.Tools.Count > 1 || (route.Tools.Count == 1 && route.About is null && reply.Action == "route"))
        {
            return ByRules(turn, route);
        }

        var words = turn.Message.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length;
        var byWords = route.Intents.Select(i => i.Name).Where(i => i != "general").ToList();
        var confidence = reply.Intents.Count == 0
            ? 0
            : reply.Boosted(byWords.Contains(reply.Intents[0]), previous == reply.Intents[0], words <= FewWords);
        List<string> intents = confidence >= Sure ? [.. reply.Intents.Union(byWords)] : byWords;
        if (intents.Any(i => i != "general"))
        {
            return Plan(
                "intents", route,
                intents.SelectMany(i => NodesOf(i, turn, route, reply.Queries.GetValueOrDefault(i)))
                    .DistinctBy(n => n.Node),
                intents);
        }

        return reply.Action switch
        {
            "direct" when reply.Response is not null => Plan("direct", route, response: reply.Response),
            "clarify" => Plan("clarify", route, text: reply.Response ?? Asking(route.About)),
            _ => Plan("route", route, intents: ["general"]),
        };
    }

    private static string Asking(string? about) => about switch
    {
        "date" => ChatWords.AskDate,
        "days" => ChatWords.AskDays,
        "time" => ChatWords.AskTime,
        "title" => ChatWords.AskTitle,
        "query" => ChatWords.AskQuery,
        _ => ChatWords.AskClear,
    };

    // Each is asked for its own part of the message, where that is known; of one thing alone the whole says more.
    private IEnumerable<PlannedNode> NodesOf(
        string intent, TurnRecord turn, MessageRoute route, string? part = null)
    {
        if (library.Rules.Policies.Intents.GetValueOrDefault(intent) is not { } policy)
        {
            return [];
        }

        var parameters = route.Intents.FirstOrDefault(i => i.Name == intent)?.Parameters
            .ToDictionary(p => p.Key, p => $"{p.Value}") ?? [];
        parameters["query"] = part ?? turn.Message;
        return policy.Required.Select(n => new PlannedNode(n, parameters, true))
            .Concat(policy.Optional.Select(n => new PlannedNode(n, parameters, false)));
    }
}
