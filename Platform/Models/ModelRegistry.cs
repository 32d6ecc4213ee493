namespace OpsFlow.Platform.Models;

/// <summary>The models there are, and which one plays which role for which use.</summary>
public sealed class ModelRegistry
{
    /// <summary>In place of a model's name: this role or use has no model.</summary>
    public const string None = "none";

    private readonly Dictionary<string, ModelEntry> _models;
    private readonly Dictionary<string, ModelRole> _roles;
    private readonly Dictionary<string, ModelUse> _uses;

    /// <summary>Joins what was read and checked.</summary>
    public ModelRegistry(
        IEnumerable<ModelEntry> models,
        IEnumerable<ModelRole>? roles = null,
        IEnumerable<ModelUse>? uses = null,
        string? defaultModel = null,
        decimal? dailyBudget = null)
    {
        _models = models.ToDictionary(m => m.Name, StringComparer.OrdinalIgnoreCase);
        _roles = (roles ?? []).ToDictionary(r => r.Name, StringComparer.OrdinalIgnoreCase);
        _uses = (uses ?? []).ToDictionary(u => u.Name, StringComparer.OrdinalIgnoreCase);
        Default = defaultModel is null ? null : Find(defaultModel);
        DailyBudget = dailyBudget;
    }

    /// <summary>No models: every pipeline does what it can without.</summary>
    public static ModelRegistry Empty { get; } = new([]);

    /// <summary>The model where nothing else is said; null is none.</summary>
    public ModelEntry? Default { get; }

    /// <summary>The budget of a use that names none.</summary>
    public decimal? DailyBudget { get; }

    /// <summary>Every model.</summary>
    public IEnumerable<ModelEntry> Models => _models.Values;

    /// <summary>Every role that is named.</summary>
    public IEnumerable<ModelRole> Roles => _roles.Values;

    /// <summary>A model by the name here, or as its endpoint names it.</summary>
    public ModelEntry? Find(string name) => _models.GetValueOrDefault(name)
        ?? _models.Values.FirstOrDefault(m => m.Model.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>A model that an endpoint says has answered: a gateway names it without whose it is.</summary>
    public ModelEntry? FindAnswering(string name) => Find(name)
        ?? _models.Values.FirstOrDefault(m => m.Model.EndsWith($"/{name}", StringComparison.OrdinalIgnoreCase));

    /// <summary>The model for a call; null when the role has none.</summary>
    /// <param name="asked">The model that a request names; it wins when the use allows it.</param>
    public ModelChoice? Choose(string role, string use, ModelTier tier = ModelTier.Standard, string? asked = null)
    {
        var policy = _uses.GetValueOrDefault(use);
        string? notice = null;
        if (!string.IsNullOrWhiteSpace(asked))
        {
            if (Allowed(policy, asked) is { } explicitly)
            {
                return new(explicitly);
            }

            notice = $"model not allowed: {asked}";
        }

        var name = policy?.ModelOf(tier) ?? _roles.GetValueOrDefault(role)?.Model;
        var entry = name is null ? Default
            : name.Equals(None, StringComparison.OrdinalIgnoreCase) ? null
            : Find(name);
        return entry is null ? null : new(entry, notice);
    }

    /// <summary>The model of a stage; null when none does it.</summary>
    /// <param name="family">
    /// A model, or how the names of some begin, such as <c>gemini</c>: the first that can do it and that the use
    /// allows.
    /// </param>
    public ModelEntry? ForStage(ModelStage stage, string? family = null)
    {
        bool Can(ModelEntry entry) => entry.Capabilities.HasFlag(stage.Requires);
        if (family is null)
        {
            return Choose(stage.Role, stage.Use)?.Entry is { } entry && Can(entry) ? entry : null;
        }

        return _models.Values.Where(IsOfFamily).FirstOrDefault(
            m => Can(m) && Choose(stage.Role, stage.Use, asked: m.Name) is { Notice: null });

        bool IsOfFamily(ModelEntry entry) => new[] { entry.Name, entry.Model }.Any(
            n => n.Equals(family, StringComparison.OrdinalIgnoreCase)
                || n.StartsWith(family + "-", StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>The most that a use's calls of one day may cost.</summary>
    public decimal? BudgetOf(string use) => _uses.GetValueOrDefault(use)?.DailyBudget ?? DailyBudget;

    /// <summary>A model and those that answer in its stead, in order.</summary>
    public IReadOnlyList<ModelEntry> Chain(ModelEntry entry)
    {
        var chain = new List<ModelEntry> { entry };
        while (chain[^1].Fallback is { } next && Find(next) is { } fallback && !chain.Contains(fallback))
        {
            chain.Add(fallback);
        }

        return chain;
    }

    /// <summary>The roles that a model plays.</summary>
    public IReadOnlyList<string> RolesOf(ModelEntry entry) =>
        [.. _roles.Values.Where(r => (r.Model is null ? Default : Find(r.Model)) == entry).Select(r => r.Name).Order()];

    private ModelEntry? Allowed(ModelUse? policy, string asked)
    {
        var entry = Find(asked);
        return entry is not null && (policy?.Allowed is not { } allowed || allowed.Any(a => Find(a) == entry))
            ? entry
            : null;
    }
}
