using System.Collections.Concurrent;
using System.Threading.RateLimiting;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using OpsFlow.Domain.Text;
using Polly;

namespace OpsFlow.Platform.Models;

/// <summary>
/// Clients of models, by role and use. Each is a chain: redaction round fallback round retries and breaker round ledger
/// and budget round telemetry round the endpoint.
/// </summary>
public sealed class ModelClients(
    ModelRegistry registry, IModelConnector connector, ModelLedger ledger, Redactor redactor, TimeProvider time,
    ILoggerFactory loggers)
{
    /// <summary>The name of the source of spans and meters, which have OpenTelemetry's GenAI names.</summary>
    public const string TelemetrySource = "OpsFlow.Models";

    private readonly ConcurrentDictionary<string, IChatClient> _endpoints = new();
    private readonly ConcurrentDictionary<string, ResiliencePipeline> _pipelines = new();
    private readonly ConcurrentDictionary<string, ConcurrencyLimiter> _limiters = new();

    /// <summary>A client for a role; null when it has no model.</summary>
    /// <param name="asked">The model that a request names.</param>
    public IChatClient? Find(string role, string use, ModelTier tier = ModelTier.Standard, string? asked = null) =>
        registry.Choose(role, use, tier, asked) is { } choice ? Of(role, use, choice) : null;

    /// <summary>
    /// A client of a stage that begins with the very model that was chosen for it. A name would be judged anew: by what
    /// a request may ask for, which what was set up need not be.
    /// </summary>
    public IChatClient Of(ModelStage stage, ModelEntry entry) => Of(stage.Role, stage.Use, new(entry));

    /// <summary>A client of one model and no other, with neither retries nor breaker, for measuring it.</summary>
    internal IChatClient Alone(ModelEntry entry, string use) => Counted(entry, entry, use);

    private RedactingChatClient Of(string role, string use, ModelChoice choice)
    {
        // A picture must not go to a model that only reads.
        var required = registry.Roles.FirstOrDefault(r => r.Name.Equals(role, StringComparison.OrdinalIgnoreCase))
            ?.Requires ?? RoleRequirements.Of(role);
        var chain = registry.Chain(choice.Entry)
            .Where(e => e == choice.Entry || e.Capabilities.HasFlag(required))
            .Select(e => Link(e, choice.Entry, use, onlyWhenRefused: false)).ToList();
        if (registry.Default is { } last && last.Capabilities.HasFlag(required) && chain.All(l => l.Entry != last))
        {
            chain.Add(Link(last, choice.Entry, use, onlyWhenRefused: true));
        }

        return new RedactingChatClient(
            new ReasoningChatClient(
                new FallbackChatClient(chain, choice.Notice, loggers.CreateLogger<FallbackChatClient>())),
            redactor);
    }

    private ModelLink Link(ModelEntry entry, ModelEntry wanted, string use, bool onlyWhenRefused)
    {
        IChatClient client = new ResilientChatClient(
            Counted(entry, wanted, use),
            entry,
            _pipelines.GetOrAdd(entry.Name, _ => ResilientChatClient.CreatePipeline(time)));
        return new(
            entry,
            entry.MaxConcurrency is { } calls
                ? new LimitedChatClient(
                    client, _limiters.GetOrAdd(entry.Name, _ => LimitedChatClient.Limiter(calls)))
                : client,
            onlyWhenRefused);
    }

    private LedgerChatClient Counted(ModelEntry entry, ModelEntry wanted, string use) => new(
        // Never what was said: it is other people's, and a variable of the environment must not send it out.
        _endpoints.GetOrAdd(entry.Name, _ => connector.Connect(entry).AsBuilder()
            .UseOpenTelemetry(loggers, TelemetrySource, o => o.EnableSensitiveData = false).Build()),
        entry,
        wanted,
        use,
        registry.BudgetOf(use),
        ledger,
        registry.FindAnswering,
        time,
        loggers.CreateLogger<LedgerChatClient>());
}
