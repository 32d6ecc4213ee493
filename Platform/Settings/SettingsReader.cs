using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using Microsoft.Extensions.Configuration;
using OpsFlow.Platform.Models;
using OpsFlow.Platform.Telemetry;

namespace OpsFlow.Platform.Settings;

/// <summary>
/// Fills settings classes from configuration: a property's <see cref="ConfigurationKeyNameAttribute"/> names its
/// variable without the prefix, validation attributes and <see cref="IValidatableObject"/> say what it may be. The
/// framework's own binder stops at the first value that it cannot convert; people want to hear of all.
/// </summary>
public sealed class SettingsReader(IConfiguration configuration)
{
    /// <summary>What every variable begins with.</summary>
    public const string Prefix = "OPSFLOW_";

    // By name, so that nobody has to remember to declare one.
    private static readonly string[] s_secretNames = ["key", "token", "secret", "password"];

    private readonly List<string> _faults = [];
    private readonly HashSet<string> _secrets = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, SettingInEffect> _inEffect = new(StringComparer.Ordinal);

    /// <summary>All that classes asked of the environment, by variable.</summary>
    public IReadOnlyCollection<SettingInEffect> InEffect => _inEffect.Values;

    /// <summary>
    /// The values of variables whose names end with KEY, TOKEN, SECRET or PASSWORD, and the passwords of connection
    /// strings and URLs, and what a URL's query has under such a name: what must be in no text that leaves the
    /// product. It grows with what is read.
    /// </summary>
    public IReadOnlyCollection<string> Secrets => _secrets;

    /// <summary>Why nothing may start with what was read, a line for each fault; null if nothing is wrong.</summary>
    public string? Refusal => _faults.Count == 0 ? null : string.Join(
        Environment.NewLine, ["OpsFlow cannot start with these settings:", .. _faults.Select(f => $"  {f}")]);

    /// <summary>A reader of the environment.</summary>
    /// <param name="overrides">What a command line says instead, by variable without prefix.</param>
    public static SettingsReader FromEnvironment(IEnumerable<KeyValuePair<string, string?>>? overrides = null) => new(
        new ConfigurationBuilder().AddEnvironmentVariables(Prefix).AddInMemoryCollection(overrides).Build());

    /// <summary>Reads one class. What it returns may be used only if there is no <see cref="Refusal"/>.</summary>
    public T Read<T>()
        where T : class, new() => Read<T>(configuration, Prefix);

    /// <summary>Reads one class from elsewhere, such as a part of a file.</summary>
    /// <param name="source">Where its values are.</param>
    /// <param name="prefix">What the names of its values begin with in a fault.</param>
    public T Read<T>(IConfiguration source, string prefix)
        where T : class, new()
    {
        var settings = new T();
        foreach (var property in typeof(T).GetProperties())
        {
            if (property.GetCustomAttribute<ConfigurationKeyNameAttribute>() is { } key)
            {
                var given = source[key.Name]?.Trim() is { Length: > 0 } text ? text : null;
                var name = prefix + key.Name;
                var isSecret = given is null ? HasSecretName(name) : KeepSecret(name, given);
                Set(settings, property, given, name);
                if (ReferenceEquals(source, configuration))
                {
                    var value = isSecret ? null : given ?? Text(property.GetValue(settings));
                    _inEffect[name] = new SettingInEffect(name, value, given is not null, isSecret);
                }
            }
        }

        if (settings is IValidatableObject validatable)
        {
            foreach (var result in validatable.Validate(new ValidationContext(settings)))
            {
                AddFault(result.ErrorMessage!);
            }
        }

        return settings;
    }

    /// <summary>Adds what is wrong beyond a single value; it begins with the name of its variable.</summary>
    /// <remarks>
    /// One fault of a variable suffices: that it cannot be read must not be followed by its being missing, nor by what
    /// another class says of it.
    /// </remarks>
    public void AddFault(string fault)
    {
        var name = fault[..(fault.IndexOf(' ', StringComparison.Ordinal) + 1)];
        if (!_faults.Any(f => f.StartsWith(name, StringComparison.Ordinal)))
        {
            _faults.Add(fault);
        }
    }

    private static object? Convert(string text, Type type) => type switch
    {
        _ when type == typeof(TimeSpan) => Duration.Parse(text),
        _ when type == typeof(ModelPrice) => ModelPrice.Parse(text),
        _ when type == typeof(TemporalMetrics) => TemporalMetrics.Parse(text),
        _ when type == typeof(string[]) =>
            text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
        _ when type == typeof(Uri) =>
            Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"
            ? uri
            : throw new FormatException("must be an http or https URL"),
        _ when type == typeof(bool) => text.ToLowerInvariant() switch
        {
            "true" or "1" => true,
            "false" or "0" => false,
            _ => throw new FormatException("must be true or false"),
        },
        _ when type == typeof(int) =>
            int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new FormatException("must be a whole number"),
        _ when type == typeof(float) || type == typeof(decimal) =>
            decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? System.Convert.ChangeType(number, type, CultureInfo.InvariantCulture)
            : throw new FormatException("must be a number"),
        _ when type == typeof(ModelCapabilities) => Capabilities(text),
        { IsEnum: true } => Enum.GetNames(type).Contains(text, StringComparer.OrdinalIgnoreCase)
            ? Enum.Parse(type, text, ignoreCase: true)
            : throw new FormatException(
                "must be " + string.Join(" or ", Enum.GetNames(type).Select(n => n.ToLowerInvariant()))),
        _ => TypeDescriptor.GetConverter(type).ConvertFromInvariantString(text),
    };

    private static ModelCapabilities Capabilities(string text)
    {
        var all = ModelCapabilities.None;
        foreach (var word in text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            all |= ModelCapabilityNames.All.TryGetValue(word, out var one)
                ? one
                : throw new FormatException("must be among " + string.Join(", ", ModelCapabilityNames.All.Keys));
        }

        return all;
    }

    private static string? Text(object? value) => value switch
    {
        null => null,
        string[] many => string.Join(',', many),
        bool flag => flag ? "true" : "false",
        Enum choice => choice.ToString().ToLowerInvariant(),
        _ => System.Convert.ToString(value, CultureInfo.InvariantCulture),
    };

    private static bool HasSecretName(string name) =>
        s_secretNames.Any(s => name.EndsWith(s, StringComparison.OrdinalIgnoreCase));

    // The password, and what the query calls a secret, as they are written.
    private static IEnumerable<string> SecretsOf(Uri uri)
    {
        if (uri.UserInfo.Split(':', 2) is [_, { Length: > 0 } password])
        {
            yield return password;
        }

        foreach (var part in uri.Query.TrimStart('?').Split('&'))
        {
            if (part.Split('=', 2) is [var name, { Length: > 0 } value]
                && HasSecretName(Uri.UnescapeDataString(name)))
            {
                yield return value;
            }
        }
    }

    /// <returns>Whether there is anything secret in it.</returns>
    private bool KeepSecret(string name, string text)
    {
        var isSecret = HasSecretName(name);
        if (isSecret)
        {
            _secrets.Add(text);
        }

        foreach (var part in text.Split(';'))
        {
            if (part.Split('=', 2, StringSplitOptions.TrimEntries) is [var option, { Length: > 0 } value]
                && option.Equals("password", StringComparison.OrdinalIgnoreCase))
            {
                isSecret = true;
                _secrets.Add(value);
            }
        }

        if (Uri.TryCreate(text, UriKind.Absolute, out var uri))
        {
            foreach (var secret in SecretsOf(uri))
            {
                isSecret = true;
                _secrets.Add(secret);
                _secrets.Add(Uri.UnescapeDataString(secret));
            }
        }

        return isSecret;
    }

    private void Set(object settings, PropertyInfo property, string? text, string name)
    {
        if (text is null)
        {
            return;
        }

        object? value;
        try
        {
            value = Convert(text, Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType);
        }
        catch (FormatException e)
        {
            AddFault($"{name} {e.Message}");
            return;
        }

        var results = new List<ValidationResult>();
        var context = new ValidationContext(settings) { MemberName = property.Name, DisplayName = name };
        if (Validator.TryValidateValue(
            value!, context, results, property.GetCustomAttributes<ValidationAttribute>(true)))
        {
            property.SetValue(settings, value);
        }
        else
        {
            results.ForEach(r => AddFault(r.ErrorMessage!));
        }
    }
}
