using System.Text.RegularExpressions;
using OpsFlow.Domain.Conversation.Text;

namespace OpsFlow.Domain.Conversation.Routing;

/// <summary>Our own machines, and the state of the models that run on them.</summary>
internal sealed class InfraRule(RoutingWords words)
{
    private readonly IReadOnlyList<(string Name, TermSet Words)> _hosts =
        [.. words.Infra.Hosts.Select(h => (h.Key, TermSet.Of(h.Value, words.Text)))];
    private readonly IReadOnlyList<(string Name, TermSet Words)> _services =
        [.. words.Infra.Services.Select(s => (s.Key, TermSet.Of(s.Value, words.Text)))];
    private readonly TermSet _disk = TermSet.Of(words.Infra.Disk, words.Text);
    private readonly TermSet _space = TermSet.Of(words.Infra.DiskWithHost, words.Text);
    private readonly TermSet _network = TermSet.Of(words.Infra.Network, words.Text);
    private readonly TermSet _service = TermSet.Of(words.Infra.Service, words.Text);
    private readonly TermSet _models = TermSet.Of(words.Infra.Models, words.Text);
    private readonly TermSet _always = TermSet.Of(words.Status.Always, words.Text);
    private readonly TermSet _named = TermSet.Of(words.Status.Models, words.Text);
    private readonly TermSet _state = TermSet.Of(["상태"], words.Text);
    private readonly TermSet _own = TermSet.Of(words.Infra.Own, words.Text);
    private readonly Regex _alive = TermSet.Pattern(words.Infra.Alive);
    private readonly Regex _aliveStrict = TermSet.Pattern(words.Infra.AliveStrict);
    private readonly Regex _how = TermSet.Pattern(words.Infra.State);
    private readonly Regex _connection = TermSet.Pattern(words.Infra.Connection);
    private readonly Regex _modelsAsk = TermSet.Pattern(words.Infra.ModelsAsk);
    private readonly Regex _modelHow = TermSet.Pattern(words.Status.How);
    private readonly Regex _stateHow = TermSet.Pattern("돌아|일하|작동|살아|대기|밀려|바빠|느려");

    /// <summary>A named host, service, disk or network.</summary>
    public Claim? Machines(MessageText text, bool isOtherWork)
    {
        if (isOtherWork)
        {
            return null;
        }

        var asked = text.Asked;
        var host = Named(_hosts, asked);
        var service = Named(_services, asked);
        var rest = Without(asked);
        if (_disk.IsIn(asked)
            ? host is not null || IsOurs(_disk.Without(rest)) : host is not null && _space.IsIn(asked))
        {
            return Of("infra.disk", "a disk of our machines", ("host", host));
        }

        if (_network.IsIn(asked) && (_connection.IsMatch(asked) || IsOurs(_network.Without(rest)))
            && IsOurs(_network.Without(rest)))
        {
            return Of("infra.network", "the network's state");
        }

        if (_models.IsIn(asked) && (_modelsAsk.IsMatch(asked) || host is not null || service is not null)
            && service != "document-server" && (host ?? service) is { } of)
        {
            return Of("infra.models", "the models of a host", ("host", of == "ollama-gpu" ? "gpu" : of));
        }

        if (_models.IsIn(asked) && _modelsAsk.IsMatch(asked) && IsOurs(_models.Without(rest)))
        {
            return Of("infra.models", "the models, of no host that is named");
        }

        if (service is not null && (_alive.IsMatch(asked) || _how.IsMatch(asked)))
        {
            return Of("infra.health", "a service that is named", ("service", service));
        }

        if (_service.IsIn(asked) && _aliveStrict.IsMatch(asked) && IsOurs(_service.Without(rest)))
        {
            return Of("infra.health", "services, none named");
        }

        return host is not null && _how.IsMatch(asked)
            ? Of("infra.status", "a host that is named", ("host", host))
            : null;
    }

    /// <summary>The state of the models.</summary>
    public Claim? Models(MessageText text, bool isOtherWork)
    {
        if (isOtherWork || Named(_hosts, text.Asked) is not null)
        {
            return null;
        }

        var names = _named.IsIn(text.Asked);
        if (names && (_modelHow.IsMatch(text.Asked) || IsOurs(_models.Without(_named.Without(text.Asked)))))
        {
            return new("status", null, "a model's name and a word of its state");
        }

        if (!names && _always.IsIn(text.Asked))
        {
            return new("status", null, "the state of the system");
        }

        return _state.IsIn(text.Asked) && _stateHow.IsMatch(text.Asked) && IsOurs(_state.Without(text.Asked))
            ? new("status", null, "a state, and a word of running")
            : null;
    }

    private static string? Named(IReadOnlyList<(string Name, TermSet Words)> of, string text) =>
        of.FirstOrDefault(o => o.Words.IsIn(text)).Name;

    private static Claim Of(string tool, string reason, params (string, object?)[] parameters) =>
        new("infra", ToolCall.Of(tool, parameters), reason);

    private string Without(string text) =>
        _hosts.Concat(_services).Aggregate(text, (rest, of) => of.Words.Without(rest));

    // Nothing is left that would make it somebody else's disk, network or model.
    private bool IsOurs(string rest)
    {
        rest = _own.Without(rest);
        return rest.Split(
            [' ', '\t', '\n', ',', '.', '!', '?', '~', '\'', MessageText.Blank], StringSplitOptions.RemoveEmptyEntries)
            .All(w => w.Length == 1 || StartsWith(_how, w) || StartsWith(_connection, w) || StartsWith(_modelsAsk, w)
                || StartsWith(_alive, w) || StartsWith(_modelHow, w));
    }

    private static bool StartsWith(Regex pattern, string word) => pattern.Match(word) is { Success: true, Index: 0 };
}
