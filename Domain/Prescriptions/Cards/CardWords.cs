using System.Globalization;
using System.Resources;

namespace OpsFlow.Domain.Prescriptions.Cards;

/// <summary>The words of cards in one language.</summary>
internal sealed class CardWords(string language)
{
    private static readonly ResourceManager s_words =
        new("OpsFlow.Domain.Prescriptions.Cards.Words", typeof(CardWords).Assembly);

    private readonly CultureInfo _culture = CultureInfo.GetCultureInfo(language);

    public string Language => language;

    public string this[string name] =>
        s_words.GetString(name, _culture) ?? throw new InvalidOperationException($"There are no words for {name}.");

    public string Format(string name, params object?[] values) => string.Format(_culture, this[name], values);
}
