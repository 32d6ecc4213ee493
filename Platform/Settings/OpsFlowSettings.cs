using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Configuration;
using OpsFlow.Domain.Text;
using OpsFlow.Platform.Models;
using OpsFlow.Platform.Telemetry;

namespace OpsFlow.Platform.Settings;

/// <summary>Settings that the worker and the API share.</summary>
public sealed record OpsFlowSettings : IValidatableObject
{
    /// <summary>Folder of the store, the keys and working files. Default <c>data</c>.</summary>
    [ConfigurationKeyName("DATA")]
    public string Data { get; init; } = "data";

    /// <summary><see cref="Data"/> as a full path.</summary>
    public string DataFolder => Path.GetFullPath(Data);

    /// <summary>
    /// Folder of the keys that stored secrets, sessions and decisions are sealed with. Default <c>keys</c> in the data
    /// folder. Replicas on one database need the same.
    /// </summary>
    [ConfigurationKeyName("KEYS")]
    public string? KeyFolder { get; init; }

    /// <summary>Npgsql's connection string; null keeps a SQLite file in the data folder.</summary>
    [ConfigurationKeyName("POSTGRES")]
    [ConnectionString]
    public string? PostgresConnectionString { get; init; }

    /// <summary>Where people reach the console; null leaves links out.</summary>
    [ConfigurationKeyName("PUBLIC_URL")]
    public Uri? PublicAddress { get; init; }

    /// <summary><see cref="PublicAddress"/> without a slash at the end.</summary>
    public string? PublicUrl => PublicAddress?.OriginalString.TrimEnd('/');

    /// <summary>Address of an OpenAI-compatible endpoint; null analyzes by rules.</summary>
    [ConfigurationKeyName("LLM_URL")]
    public Uri? ModelUrl { get; init; }

    /// <summary>The model to ask there.</summary>
    [ConfigurationKeyName("LLM_MODEL")]
    public string? Model { get; init; }

    /// <summary>The key for the endpoint.</summary>
    [ConfigurationKeyName("LLM_API_KEY")]
    public string? ModelApiKey { get; init; }

    /// <summary>
    /// The endpoint's protocol: <c>openai</c> or <c>ollama</c>. Default openai, which most endpoints speak.
    /// </summary>
    [ConfigurationKeyName("LLM_PROVIDER")]
    public ModelProvider ModelProvider { get; init; }

    /// <summary>
    /// Tokens of the context window, for Ollama; null leaves it to the server, which then may cut prompts.
    /// </summary>
    [ConfigurationKeyName("LLM_CONTEXT")]
    [Range(1024, 10_000_000, ErrorMessage = "{0} must be {1} to {2}")]
    public int? ModelContextTokens { get; init; }

    /// <summary>The temperature that is asked for; null asks for none.</summary>
    [ConfigurationKeyName("LLM_TEMPERATURE")]
    [Range(0.0, 2.0, ErrorMessage = "{0} must be {1} to {2}")]
    public float? ModelTemperature { get; init; }

    /// <summary>The most that each use of models may cost a day (UTC); null is no limit.</summary>
    [ConfigurationKeyName("LLM_BUDGET")]
    [Range(0.0, 1_000_000.0, ErrorMessage = "{0} must be {1} to {2}")]
    public decimal? ModelBudget { get; init; }

    /// <summary>A YAML or JSON file with more models, their roles and uses.</summary>
    [ConfigurationKeyName("MODELS_FILE")]
    public string? ModelsFile { get; init; }

    /// <summary>What the model costs, as in <c>0.15/0.60</c>; null costs nothing.</summary>
    [ConfigurationKeyName("LLM_PRICE")]
    public ModelPrice? ModelPrice { get; init; }

    /// <summary>How many steps of analyses run at once on this worker. Default 4.</summary>
    [ConfigurationKeyName("ACTIVITY_SLOTS")]
    [Range(1, 200, ErrorMessage = "{0} must be {1} to {2}")]
    public int ActivitySlots { get; init; } = 4;

    /// <summary>When a decision that nobody makes is reminded of; null leaves it to the workflow.</summary>
    [ConfigurationKeyName("REMINDER_AFTER")]
    [DurationRange(365)]
    public TimeSpan? ReminderAfter { get; init; }

    /// <summary>When a decision that nobody makes is given up; null leaves it to the workflow.</summary>
    [ConfigurationKeyName("EXPIRE_AFTER")]
    [DurationRange(365)]
    public TimeSpan? ExpireAfter { get; init; }

    /// <summary>
    /// How long an error that was rejected, or has no fix, is not looked at again on the same commit; null leaves it to
    /// the store.
    /// </summary>
    [ConfigurationKeyName("COOL_DOWN")]
    [DurationRange(365)]
    public TimeSpan? CoolDown { get; init; }

    /// <summary>
    /// How long a merged fix may take to be deployed: until then its error is not a new one; null leaves it to the
    /// store.
    /// </summary>
    [ConfigurationKeyName("MERGE_GRACE")]
    [DurationRange(365)]
    public TimeSpan? MergeGrace { get; init; }

    /// <summary>Whether test commands run where this machine cannot confine them. Default false.</summary>
    [ConfigurationKeyName("UNCONFINED_TESTS")]
    public bool AllowUnconfinedTests { get; init; }

    /// <summary>
    /// A regular expression, without lookaround or backreferences, of what else must not reach a model, a chat, a pull
    /// request or a log; null for none.
    /// </summary>
    [ConfigurationKeyName("REDACT")]
    public string? RedactedForm { get; init; }

    /// <summary>Where the metrics of Temporal's core go; null keeps none.</summary>
    [ConfigurationKeyName("TEMPORAL_METRICS")]
    public TemporalMetrics? TemporalMetrics { get; init; }

    /// <summary>
    /// How log lines look. Default plain on a terminal, and where stdout goes to a file or a program ECS.
    /// </summary>
    [ConfigurationKeyName("LOG_FORMAT")]
    public LogFormat LogFormat { get; init; } = Console.IsOutputRedirected ? LogFormat.Ecs : LogFormat.Plain;

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (RedactedForm is not null && !Redactor.IsForm(RedactedForm))
        {
            yield return new("OPSFLOW_REDACT must be a regular expression without lookaround or backreferences");
        }

        if (ModelUrl is not null && Model is null)
        {
            yield return new("OPSFLOW_LLM_MODEL is required with OPSFLOW_LLM_URL");
        }

        foreach (var fault in OtlpSettings.Faults)
        {
            yield return new(fault);
        }
    }
}
