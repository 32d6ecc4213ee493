using System.Text;
using OpsFlow.Domain.Conversation.Text;
using OpsFlow.Domain.Text;

namespace OpsFlow.Platform.Access;

/// <summary>Somebody who signs in to the console by name and password.</summary>
public sealed class ConsoleUser
{
    /// <summary>
    /// A name as it is kept and compared: keyboards and file systems write one name in several forms.
    /// </summary>
    public static string NameOf(string text) => Typed(text.Trim()).ToLowerInvariant();

    /// <summary>What was typed, in the one form that is hashed.</summary>
    public static string Typed(string text) =>
        // The runtime's own composing needs ICU; Korean is composed everywhere.
        TextNormal.Compose(text.WithoutHalves()).Normalize(NormalizationForm.FormC);

    /// <summary>The id.</summary>
    public string Id { get; set; } = "";

    /// <summary>The name to sign in by, in lower case.</summary>
    public string Name { get; set; } = "";

    /// <summary>What they may do.</summary>
    public Role Role { get; set; }

    /// <summary>The hash of the password, as ASP.NET Core Identity makes it.</summary>
    public string PasswordHash { get; set; } = "";

    /// <summary>Another one ends the user's sessions.</summary>
    public string Stamp { get; set; } = "";

    /// <summary>One more with every change that a person saves.</summary>
    public long Version { get; set; }

    /// <summary>When they were added, in Unix milliseconds.</summary>
    public long CreatedAt { get; set; }
}
