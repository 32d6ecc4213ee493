using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Data.Common;
using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using OpsFlow.Platform.Models;
using OpsFlow.Platform.Telemetry;

namespace OpsFlow.Platform.Settings;

/// <summary>
/// Fills settings classes from configuration: a property's <see cref="ConfigurationKeyNameAttribute"/> names its
/// variable without the prefix, validation attributes and <see cref="IValidatableObject"/> say what it may be. The
/// framework's own binder stops at the first value that it cannot convert; people want to hear of all.
/// </summary>
public sealed partial class SettingsReader(IConfiguration configuration)
{
    /// <summary>What every variable begins with.</summary>
    public const string Prefix = "OPSFLOW_";

    // By name, so that nobody has to remember to declare one.
    private static readonly string[] s_secretNames = ["key", "token", "secret", "password"];

    // What connection strings call it.
    private static readonly string[] s_passwords = ["password", "pwd", "psw"];

    private static readonly string[] s_webSchemes = ["http", "https"];

    private readonly List<string> _faults = [];
    private readonly HashSet<string> _secrets = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, SettingInEffect> _inEffect = new(StringComparer.Ordinal);

    /// <summary>All that classes asked of the environment, by variable.</summary>
    public IReadOnlyCollection<SettingInEffect> InEffect => _inEffect.Values;

    /// <summary>
    /// The values of variables whose names end with KEY, TOKEN, SECRET or PASSWORD, the passwords of connection strings
    /// and URLs, what a URL's query has under such a name, and what files take from other variables: what must be in no
    /// text that leaves the product. It grows with what is read.
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
                var isSecret = HasSecretName(name) || property.IsDefined(typeof(ConnectionStringAttribute));
                isSecret |= AddVariable(name, given);
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

    /// <summary>Adds a secret that comes from elsewhere, such as a variable that a file names.</summary>
    /// <returns>Whether there is one.</returns>
    public bool AddSecret(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return false;
        }

        _secrets.Add(text.Trim());
        AddConnection(text);
        return true;
    }

    /// <summary>Adds what is secret of a variable: all of it where its name tells so.</summary>
    /// <returns>Whether there is anything.</returns>
    public bool AddVariable(string name, string? text) => HasSecretName(name) ? AddSecret(text) : AddConnection(text);

    /// <summary>Adds the passwords in a text, such as a connection string; the rest of it are ordinary words.</summary>
    /// <returns>Whether there are any.</returns>
    public bool AddConnection(string? text)
    {
        List<string> found = text is null
            ? []
            : [.. PasswordsOf(text), .. UrlForm().Matches(text).SelectMany(m => UrlSecrets(m))];
        _secrets.UnionWith(found);
        return found.Count > 0;
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

    private static Uri ToUri(string text, IReadOnlyList<string> schemes) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && schemes.Contains(uri.Scheme)
            ? uri
            : throw new FormatException($"must be an {string.Join(" or ", schemes)} URL");

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
        TimeSpan time when time == TimeSpan.FromDays(time.Days) => $"{time.Days}d",
        _ => System.Convert.ToString(value, CultureInfo.InvariantCulture),
    };

    private static bool HasSecretName(string name) =>
        s_secretNames.Any(s => name.EndsWith(s, StringComparison.OrdinalIgnoreCase));

    private static IEnumerable<string> PasswordsOf(string text)
    {
        foreach (var part in text.Split(';'))
        {
            if (part.Split('=', 2, StringSplitOptions.TrimEntries) is [var option, { Length: > 0 } value]
                && IsPassword(option))
            {
                yield return value;
            }
        }

        foreach (var value in QuotedPasswords(text))
        {
            yield return value;
        }
    }

    // Quotes are understood as the drivers do.
    private static IEnumerable<string> QuotedPasswords(string text)
    {
        var options = new DbConnectionStringBuilder();
        try
        {
            options.ConnectionString = text;
        }
        catch (ArgumentException)
        {
            return [];
        }

        return options.Keys.Cast<string>().Where(IsPassword).Select(o => $"{options[o]}").Where(v => v.Length > 0);
    }

    private static bool IsPassword(string option) =>
        s_passwords.Contains(option, StringComparer.OrdinalIgnoreCase);

    // As they are written, and what that means. A comma is part of a URL that is one with it.
    private static IEnumerable<string> UrlSecrets(Match url) =>
        Uri.TryCreate(url.Value, UriKind.Absolute, out var uri)
        || Uri.TryCreate(url.Value.Split(',')[0], UriKind.Absolute, out uri)
            ? SecretsOf(uri).SelectMany(s => new[] { s, Uri.UnescapeDataString(s) })
            : [];

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

    private void Set(object settings, PropertyInfo property, string? text, string name)
    {
        if (text is null)
        {
            return;
        }

        object? value;
        try
        {
            value = property.PropertyType == typeof(Uri)
                ? ToUri(text, property.GetCustomAttribute<UrlSchemesAttribute>()?.Schemes ?? s_webSchemes)
                : Convert(text, Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType);
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

    // Lists of them have blanks or commas between, and names before. A comma ends one if a blank or the next follows.
    [GeneratedRegex(
        @"[A-Za-z][A-Za-z0-9+.-]*://(?:(?!,+(?:\s|$)|,(?:[^\s,=/]+=)?[A-Za-z][A-Za-z0-9+.-]*://)\S)+")]
    private static partial Regex UrlForm();
}
