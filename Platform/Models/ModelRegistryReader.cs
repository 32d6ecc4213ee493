using System.Reflection;
using Microsoft.Extensions.Configuration;
using OpsFlow.Platform.Settings;

namespace OpsFlow.Platform.Models;

/// <summary>
/// Makes the registry of the settings: <c>OPSFLOW_LLM_*</c> is the default model for every role, a file names more.
/// Faults go to the settings' reader, which tells all of them in one message.
/// </summary>
public sealed class ModelRegistryReader
{
    /// <summary>The name of the model that <c>OPSFLOW_LLM_*</c> describes.</summary>
    public const string EnvironmentModel = "default";

    private const string Variable = SettingsReader.Prefix + "MODELS_FILE";

    private readonly SettingsReader _reader;
    private readonly Func<string, string?> _environment;
    private readonly Dictionary<string, ModelEntry> _models = new(StringComparer.OrdinalIgnoreCase);

    private ModelRegistryReader(SettingsReader reader, Func<string, string?> environment) =>
        (_reader, _environment) = (reader, environment);

    private IReadOnlyList<string>? KnownRoles { get; init; }

    private IReadOnlyList<string>? KnownUses { get; init; }

    /// <summary>Reads it; what is wrong is with the reader.</summary>
    /// <param name="environment">Where keys are found; null is the process' environment.</param>
    /// <param name="roles">The roles that there are; null takes any.</param>
    /// <param name="uses">The uses that there are; null takes any.</param>
    public static ModelRegistry Read(
        SettingsReader reader, OpsFlowSettings settings, Func<string, string?>? environment = null,
        IReadOnlyList<string>? roles = null, IReadOnlyList<string>? uses = null) =>
        new ModelRegistryReader(reader, environment ?? Environment.GetEnvironmentVariable)
        {
            KnownRoles = roles,
            KnownUses = uses,
        }.Read(settings);

    private ModelRegistry Read(OpsFlowSettings settings)
    {
        if (settings.ModelUrl is not null)
        {
            _models[EnvironmentModel] = new ModelEntry
            {
                Name = EnvironmentModel,
                Provider = settings.ModelProvider,
                Endpoint = settings.ModelUrl,
                Model = settings.Model ?? "",
                ApiKey = settings.ModelApiKey,
                Temperature = settings.ModelTemperature,
                ContextTokens = settings.ModelContextTokens,
                Price = settings.ModelPrice ?? ModelPrice.Free,
                Capabilities = ModelCapabilities.All,
            };
        }

        var file = File(settings.ModelsFile);
        Unknown(file, "", ["default", "models", "roles", "uses"]);
        if (KnownRoles is not null)
        {
            Unknown(file.GetSection("roles"), "roles.", KnownRoles);
        }

        if (KnownUses is not null)
        {
            Unknown(file.GetSection("uses"), "uses.", KnownUses);
        }

        foreach (var section in file.GetSection("models").GetChildren())
        {
            AddModel(section);
        }

        var roles = file.GetSection("roles").GetChildren().Select(ReadRole).ToList();
        var uses = file.GetSection("uses").GetChildren()
            .Select(s => Read<ModelUse>(s, "uses") with { Name = s.Key }).ToList();
        var byDefault = file["default"] ?? (_models.ContainsKey(EnvironmentModel) ? EnvironmentModel : null);
        Names("default", byDefault);
        foreach (var model in _models.Values.ToList())
        {
            Names($"models.{model.Name}.fallback", model.Fallback, mayBeNone: false);
        }

        foreach (var role in roles)
        {
            Names($"roles.{role.Name}.model", role.Model);
        }

        foreach (var use in uses)
        {
            Names($"uses.{use.Name}.fast", use.Fast);
            Names($"uses.{use.Name}.standard", use.Standard);
            Names($"uses.{use.Name}.premium", use.Premium);
            foreach (var allowed in use.Allowed ?? [])
            {
                Names($"uses.{use.Name}.allowed", allowed, mayBeNone: false);
            }
        }

        var registry = new ModelRegistry(_models.Values, roles, uses, byDefault, settings.ModelBudget);
        CheckRoles(registry);
        return registry;
    }

    private IConfiguration File(string? path)
    {
        try
        {
            return YamlConfiguration.Read(path is null ? "" : System.IO.File.ReadAllText(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _reader.AddFault($"{Variable} cannot be opened: {e.Message}");
        }
        catch (FormatException e)
        {
            _reader.AddFault($"{Variable} {e.Message}");
        }

        return new ConfigurationBuilder().Build();
    }

    private void AddModel(IConfigurationSection section)
    {
        var prefix = $"models.{section.Key}";
        var entry = Read<ModelEntry>(section, "models");
        entry = entry with { Name = section.Key, Model = entry.Model.Length > 0 ? entry.Model : section.Key };
        if (entry.Endpoint is null)
        {
            if (ModelVendor.Of(entry.Model) is not { } vendor)
            {
                _reader.AddFault($"{prefix}.endpoint is required: the model's name tells no vendor");
                return;
            }

            entry = entry with
            {
                Endpoint = vendor.Endpoint,
                ApiKeyVariable = entry.ApiKeyVariable ?? vendor.ApiKeyVariable,
            };
        }

        if (entry.ApiKeyVariable is { } variable)
        {
            _reader.AddRead(variable);
            entry = entry with { ApiKey = _environment(variable) };
            _reader.AddSecret(entry.ApiKey);
            if (string.IsNullOrEmpty(entry.ApiKey))
            {
                _reader.AddFault($"{prefix}.api_key_env names {variable}, which is not set");
            }
        }

        if (!_models.TryAdd(entry.Name, entry))
        {
            _reader.AddFault($"{prefix} is the name of the model that OPSFLOW_LLM_URL sets");
        }
    }

    private ModelRole ReadRole(IConfigurationSection section) => section.Value is { } model
        ? new ModelRole { Name = section.Key, Model = model }
        : Read<ModelRole>(section, "roles") with { Name = section.Key };

    private T Read<T>(IConfigurationSection section, string kind)
        where T : class, new()
    {
        var prefix = $"{kind}.{section.Key}.";
        if (section.Value is { Length: > 0 })
        {
            _reader.AddFault($"{kind}.{section.Key} must hold names and values");
        }

        Unknown(section, prefix, typeof(T).GetProperties()
            .Select(p => p.GetCustomAttribute<ConfigurationKeyNameAttribute>()?.Name).OfType<string>());
        return _reader.Read<T>(section, prefix);
    }

    private void Unknown(IConfiguration section, string prefix, IEnumerable<string> known)
    {
        var names = known.ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var child in section.GetChildren().Where(c => !names.Contains(c.Key)))
        {
            _reader.AddFault($"{prefix}{child.Key} is unknown; known are {string.Join(", ", names)}");
        }
    }

    // A name that is no entry's may be that of a vendor's model.
    private void Names(string where, string? name, bool mayBeNone = true)
    {
        if (name is null || (mayBeNone && name.Equals(ModelRegistry.None, StringComparison.OrdinalIgnoreCase))
            || _models.ContainsKey(name)
            || _models.Values.Any(m => m.Model.Equals(name, StringComparison.OrdinalIgnoreCase)))
        {
            return;
        }

        if (ModelVendor.Of(name) is null)
        {
            _reader.AddFault($"{where} names {name}, which is not among the models");
            return;
        }

        AddModel(new ConfigurationBuilder()
            .AddInMemoryCollection([new($"{name}:capabilities", string.Join(',', ModelCapabilityNames.All.Keys))])
            .Build().GetSection(name));
    }

    private void CheckRoles(ModelRegistry registry)
    {
        foreach (var role in registry.Roles)
        {
            var entry = role.Model is null ? registry.Default : registry.Find(role.Model);
            var required = role.Requires | RoleRequirements.Of(role.Name);
            var missing = entry is null ? ModelCapabilities.None : required & ~entry.Capabilities;
            if (missing != ModelCapabilities.None)
            {
                _reader.AddFault($"roles.{role.Name} needs {string.Join(", ", ModelCapabilityNames.Of(missing))}, "
                    + $"which the model {entry!.Name} does not have");
            }
        }
    }
}
