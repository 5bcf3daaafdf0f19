package io.seine.server;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.jspecify.annotations.Nullable;

/// A request on its way to the one who serves it.
///
/// @param variables what stands in the places of the route's template, decoded
/// @param rest the decoded segments behind the template, where it ends in one that takes them
/// @param parameters of the query, each known to the route
record Call(
        HttpRequest request, Map<String, String> variables, List<String> rest, Map<String, List<String>> parameters) {

    String variable(String name) {
        return Objects.requireNonNull(variables.get(name), name);
    }

    /// The value of a parameter; null where it is not given.
    ///
    /// @throws Problem.Stop if it is given twice
    @Nullable
    String parameter(String name) {
        var values = parameters.getOrDefault(name, List.of());
        if (values.size() > 1) {
            throw Problem.parameter(name, "is given more than once").stop();
        }
        return values.isEmpty() ? null : values.getFirst();
    }

    int number(String name, int least, int most, int usual) {
        var text = parameter(name);
        if (text == null) {
            return usual;
        }
        try {
            int number = Integer.parseInt(text);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // told below
        }
        throw Problem.parameter(name, "expected a whole number from " + least + " to " + most)
                .stop();
    }

    Optional<String> header(String name) {
        return request.getHeader(name).map(HttpHeader::value);
    }
}
