using System.Globalization;
using Microsoft.AspNetCore.Localization;
using OpsFlow.Domain.Text;

namespace OpsFlow.Api.Hosting;

/// <summary>The language of answers: that of the request's Accept-Language, else English.</summary>
internal static class LanguageRegistration
{
    public static IServiceCollection AddOpsFlowLanguages(this IServiceCollection services) =>
        services.Configure<RequestLocalizationOptions>(options =>
        {
            options.DefaultRequestCulture = new(CultureInfo.InvariantCulture, CultureInfo.GetCultureInfo("en"));
            // Words change with the language; numbers and dates of an API do not.
            options.SupportedCultures = [CultureInfo.InvariantCulture];
            options.SupportedUICultures = [.. Language.All.Select(CultureInfo.GetCultureInfo)];
            options.RequestCultureProviders = [new AcceptLanguageHeaderRequestCultureProvider()];
            options.ApplyCurrentCultureToResponseHeaders = true;
        });
}
